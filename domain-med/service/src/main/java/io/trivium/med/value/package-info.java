/** The value of the platform to a hospital: second readings, time to a result, and readers' verdicts on findings. */
@NullMarked
package io.trivium.med.value;

import org.jspecify.annotations.NullMarked;
