/** The intake of readings: HTTP, MQTT with Sparkplug B or plain JSON. Acknowledged readings have reached the broker. */
@NullMarked
package io.trivium.industrial.intake;

import org.jspecify.annotations.NullMarked;
