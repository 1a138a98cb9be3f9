/** Volumes of Hounsfield units: the positions of their voxels in the patient, resampling, and the mask of the lungs. */
@NullMarked
package io.trivium.med.volume;

import org.jspecify.annotations.NullMarked;
