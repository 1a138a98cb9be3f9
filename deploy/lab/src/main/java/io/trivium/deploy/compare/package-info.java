/**
 * Compares the performance of a revision with an earlier one: short benchmarks of both, run alternately, and the ratios
 * of their figures.
 */
@NullMarked
package io.trivium.deploy.compare;

import org.jspecify.annotations.NullMarked;
