/** Measures a running service: readings from MQTT to PostgreSQL, alarms, and what screens ask of many readings. */
@NullMarked
package io.trivium.industrial.bench;

import org.jspecify.annotations.NullMarked;
