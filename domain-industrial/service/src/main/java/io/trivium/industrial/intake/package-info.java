/** Where readings come in: HTTP, MQTT with Sparkplug B or plain JSON. What is acknowledged has reached the broker. */
@NullMarked
package io.trivium.industrial.intake;

import org.jspecify.annotations.NullMarked;
