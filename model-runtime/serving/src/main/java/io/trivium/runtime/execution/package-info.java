/** The scheduler's view of a loaded model: it can be held, and a request on it runs in slices. */
@NullMarked
package io.trivium.runtime.execution;

import org.jspecify.annotations.NullMarked;
