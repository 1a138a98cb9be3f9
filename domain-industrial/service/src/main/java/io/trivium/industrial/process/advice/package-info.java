/** Recommendations to operators and what they say to them. Advisory: nothing here reaches a controller. */
@NullMarked
package io.trivium.industrial.process.advice;

import org.jspecify.annotations.NullMarked;
