/**
 * DICOM data sets as the bytes they are: read with bounds, changed, and written again without touching what was not meant
 * to change, character sets included.
 */
@NullMarked
package io.trivium.med.dataset;

import org.jspecify.annotations.NullMarked;
