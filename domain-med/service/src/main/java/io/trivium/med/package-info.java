/** The hospital's domain: a DICOM node that reads chest CT studies and answers the PACS. */
@NullMarked
package io.trivium.med;

import org.jspecify.annotations.NullMarked;
