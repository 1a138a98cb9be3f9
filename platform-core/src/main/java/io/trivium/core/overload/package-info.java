/** Limits the work that a service admits, so that admitted work is completed in time. */
@NullMarked
package io.trivium.core.overload;

import org.jspecify.annotations.NullMarked;
