/** Labels, metrics, orders of rows and gradient boosted trees that training, its gates and its curation share; equal bits for equal seeds. */
@NullMarked
package io.trivium.runtime.statistics;

import org.jspecify.annotations.NullMarked;
