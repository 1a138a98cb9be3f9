/** Tests of the bill of materials. */
@NullMarked
package io.trivium.deploy.sbom;

import org.jspecify.annotations.NullMarked;
