/** Records that a consumer could not take: where they go, how people look at them, replay and discard them. */
@NullMarked
package io.trivium.core.deadletter;

import org.jspecify.annotations.NullMarked;
