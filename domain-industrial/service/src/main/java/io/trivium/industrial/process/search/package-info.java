/** Ways to the best set-point that need no training: a grid over the equations, and Bayesian optimisation on beads. */
@NullMarked
package io.trivium.industrial.process.search;

import org.jspecify.annotations.NullMarked;
