/** Tests of figures on cases computed by hand. */
@NullMarked
package io.trivium.industrial.evaluation;

import org.jspecify.annotations.NullMarked;
