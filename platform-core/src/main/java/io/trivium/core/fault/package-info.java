/** Places at which a chaos run may end a process. */
@NullMarked
package io.trivium.core.fault;

import org.jspecify.annotations.NullMarked;
