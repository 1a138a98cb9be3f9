/** Measures the detector on recorded and on simulated data, and makes the data sets it is trained on. */
@NullMarked
package io.trivium.med.evaluation;

import org.jspecify.annotations.NullMarked;
