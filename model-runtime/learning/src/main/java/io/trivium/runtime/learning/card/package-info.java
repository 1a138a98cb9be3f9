/** Model cards that are written from what is on record, never by hand. */
@NullMarked
package io.trivium.runtime.learning.card;

import org.jspecify.annotations.NullMarked;
