/** Volumes of Hounsfield units: where their voxels lie in the patient, resampling, and the mask of the lungs. */
@NullMarked
package io.trivium.med.volume;

import org.jspecify.annotations.NullMarked;
