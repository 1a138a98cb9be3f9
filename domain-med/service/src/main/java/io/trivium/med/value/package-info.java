/** What the platform is worth to a hospital: second readings, time to a result, and what readers said of findings. */
@NullMarked
package io.trivium.med.value;

import org.jspecify.annotations.NullMarked;
