/** Tests of the reading room. */
@NullMarked
package io.trivium.med.reading;

import org.jspecify.annotations.NullMarked;
