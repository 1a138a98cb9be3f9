/** Measures a fraud model by the protocol of the Fraud Detection Handbook: delayed labels, known cards removed. */
@NullMarked
package io.trivium.fin.evaluation;

import org.jspecify.annotations.NullMarked;
