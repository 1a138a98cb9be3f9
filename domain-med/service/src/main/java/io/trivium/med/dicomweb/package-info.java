/** DICOMweb (PS3.18) for the instances of the archive: STOW-RS, QIDO-RS and WADO-RS under {@code /dicom-web}. */
@NullMarked
package io.trivium.med.dicomweb;

import org.jspecify.annotations.NullMarked;
