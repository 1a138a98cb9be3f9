/** Tests of findings. */
@NullMarked
package io.trivium.med.finding;

import org.jspecify.annotations.NullMarked;
