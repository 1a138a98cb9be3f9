/** Which events a consumer has already taken effect of. */
@NullMarked
package io.trivium.core.inbox;

import org.jspecify.annotations.NullMarked;
