/**
 * DICOM data sets as the bytes they are (PS3.5, PS3.10): read with bounds, changed, and written again without touching what was
 * not meant to change; tags, UIDs and character sets; the models in JSON (PS3.18) and XML (PS3.19).
 */
@NullMarked
package io.trivium.med.dataset;

import org.jspecify.annotations.NullMarked;
