/** Deadlines of many things in progress at once, nearly all of which end in time. */
@NullMarked
package io.trivium.core.deadline;

import org.jspecify.annotations.NullMarked;
