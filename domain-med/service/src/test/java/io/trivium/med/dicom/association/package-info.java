/** Tests of associations and their peers. */
@NullMarked
package io.trivium.med.dicom.association;

import org.jspecify.annotations.NullMarked;
