/** Tests of the conformance command. */
@NullMarked
package io.trivium.deploy.conformance;

import org.jspecify.annotations.NullMarked;
