/** The hospital domain; its adapter arrives with the DICOM node. */
@NullMarked
package io.trivium.med;

import org.jspecify.annotations.NullMarked;
