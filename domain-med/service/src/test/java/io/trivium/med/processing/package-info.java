/** Tests of the way from complete study to result. */
@NullMarked
package io.trivium.med.processing;

import org.jspecify.annotations.NullMarked;
