/**
 * Measures a running service: readings from MQTT to PostgreSQL, alarms, and queries of the screens over many readings.
 */
@NullMarked
package io.trivium.industrial.bench;

import org.jspecify.annotations.NullMarked;
