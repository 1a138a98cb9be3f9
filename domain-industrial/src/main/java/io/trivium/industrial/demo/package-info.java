/** The demo's plant: machines that are computed, sent as real ones would be, over MQTT with Sparkplug B and JSON. */
@NullMarked
package io.trivium.industrial.demo;

import org.jspecify.annotations.NullMarked;
