/** Tests of the examples. */
@NullMarked
package io.trivium.fin.learning;

import org.jspecify.annotations.NullMarked;
