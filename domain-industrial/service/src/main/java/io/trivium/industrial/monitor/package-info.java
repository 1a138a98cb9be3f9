/** Watches assets for operation that is unlike what they usually do: what they learned, how they score, what they raise. */
@NullMarked
package io.trivium.industrial.monitor;

import org.jspecify.annotations.NullMarked;
