/** Which of several instances of a service does what only one may do. */
@NullMarked
package io.trivium.core.duty;

import org.jspecify.annotations.NullMarked;
