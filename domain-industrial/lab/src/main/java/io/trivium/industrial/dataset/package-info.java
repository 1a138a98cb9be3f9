/** Readers of published industrial data sets, as they were published. */
@NullMarked
package io.trivium.industrial.dataset;

import org.jspecify.annotations.NullMarked;
