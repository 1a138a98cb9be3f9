/**
 * Readings of tags: batches on the topic {@code industrial.reading.v1}, their way into PostgreSQL, roll-ups, and what screens ask.
 */
@NullMarked
package io.trivium.industrial.reading;

import org.jspecify.annotations.NullMarked;
