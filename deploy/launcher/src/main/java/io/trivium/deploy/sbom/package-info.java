/** The bill of materials of what is shipped: libraries, packages of the consoles and models; and what is held against it. */
@NullMarked
package io.trivium.deploy.sbom;

import org.jspecify.annotations.NullMarked;
