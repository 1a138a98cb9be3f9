/**
 * Welding recommendations for people: the recommendations, their results. Advisory: it knows the optimisation and
 * nothing that speaks to machines.
 */
@NullMarked
package io.trivium.industrial.welding;

import org.jspecify.annotations.NullMarked;
