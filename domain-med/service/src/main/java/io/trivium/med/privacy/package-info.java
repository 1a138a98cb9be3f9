/** De-identification by DICOM PS3.15 annex E, before anything leaves for training or export, and the audit messages of annex A.5. */
@NullMarked
package io.trivium.med.privacy;

import org.jspecify.annotations.NullMarked;
