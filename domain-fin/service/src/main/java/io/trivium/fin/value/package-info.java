/** The value of the platform to a bank: prevented fraud, reviews, and missed fraud. */
@NullMarked
package io.trivium.fin.value;

import org.jspecify.annotations.NullMarked;
