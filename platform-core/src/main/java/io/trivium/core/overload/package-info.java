/** How much work a service lets in, so that what it lets in is done in time. */
@NullMarked
package io.trivium.core.overload;

import org.jspecify.annotations.NullMarked;
