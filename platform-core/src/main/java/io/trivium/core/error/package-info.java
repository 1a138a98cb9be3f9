/** Error codes and the one exception that carries them: the failure in terms of what the caller can do. */
@NullMarked
package io.trivium.core.error;

import org.jspecify.annotations.NullMarked;
