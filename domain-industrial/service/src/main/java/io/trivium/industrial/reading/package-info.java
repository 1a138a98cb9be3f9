/**
 * Readings of tags: batches on the topic {@code industrial.reading.v1}, their storage in PostgreSQL, roll-ups, and
 * queries of the screens.
 */
@NullMarked
package io.trivium.industrial.reading;

import org.jspecify.annotations.NullMarked;
