/** Error codes and the one exception that carries them: what went wrong in terms of what the caller can do. */
@NullMarked
package io.trivium.core.error;

import org.jspecify.annotations.NullMarked;
