/**
 * Welding recommendations for people: what was recommended, what they made of it. Advisory: it knows the optimisation and
 * nothing that speaks to machines.
 */
@NullMarked
package io.trivium.industrial.welding;

import org.jspecify.annotations.NullMarked;
