/** Tests of DICOM on the wire. */
@NullMarked
package io.trivium.med.dicom;

import org.jspecify.annotations.NullMarked;
