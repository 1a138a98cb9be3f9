/** Tests of DICOMweb. */
@NullMarked
package io.trivium.med.dicomweb;

import org.jspecify.annotations.NullMarked;
