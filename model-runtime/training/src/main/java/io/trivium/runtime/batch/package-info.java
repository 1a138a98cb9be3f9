/** Scores history outside of the request path. */
@NullMarked
package io.trivium.runtime.batch;

import org.jspecify.annotations.NullMarked;
