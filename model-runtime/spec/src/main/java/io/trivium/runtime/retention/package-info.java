/** Encoders that carry the whole history of a card or an asset in a state of fixed size. */
@NullMarked
package io.trivium.runtime.retention;

import org.jspecify.annotations.NullMarked;
