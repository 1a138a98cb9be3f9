/** Figures by which industrial models are compared, by the protocols of their data sets. */
@NullMarked
package io.trivium.industrial.evaluation;

import org.jspecify.annotations.NullMarked;
