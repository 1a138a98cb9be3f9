/** Tests of results on their way. */
@NullMarked
package io.trivium.med.delivery;

import org.jspecify.annotations.NullMarked;
