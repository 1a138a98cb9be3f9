/** The bill of materials of the shipped parts (libraries, packages of the consoles and models), and its checks. */
@NullMarked
package io.trivium.deploy.sbom;

import org.jspecify.annotations.NullMarked;
