/** Data sets: bounded reader, byte-preserving writer, character sets, DICOM JSON (PS3.5, PS3.10, PS3.18). */
@NullMarked
package io.trivium.med.dicom.data;

import org.jspecify.annotations.NullMarked;
