/** Serves the OHIF viewer, which reads this node's DICOMweb with the session of the console. */
@NullMarked
package io.trivium.med.ohif;

import org.jspecify.annotations.NullMarked;
