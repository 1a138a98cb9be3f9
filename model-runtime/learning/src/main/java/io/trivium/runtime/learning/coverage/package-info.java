/** The share of examples that has a label, whether labels still arrive, and the differences of data sets. */
@NullMarked
package io.trivium.runtime.learning.coverage;

import org.jspecify.annotations.NullMarked;
