/** The demo's plant: machines that are computed, read as real ones are: MQTT with Sparkplug B and JSON, OPC UA. */
@NullMarked
package io.trivium.industrial.demo;

import org.jspecify.annotations.NullMarked;
