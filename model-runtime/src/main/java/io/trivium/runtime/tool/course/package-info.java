/** A course of updates and releases on a simulated history of card payments, run by the platform's own learning loop. */
@NullMarked
package io.trivium.runtime.tool.course;

import org.jspecify.annotations.NullMarked;
