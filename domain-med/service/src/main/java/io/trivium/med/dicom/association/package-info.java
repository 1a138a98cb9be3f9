/** The upper layer protocol: associations, their PDUs and messages (PS3.7, PS3.8). */
@NullMarked
package io.trivium.med.dicom.association;

import org.jspecify.annotations.NullMarked;
