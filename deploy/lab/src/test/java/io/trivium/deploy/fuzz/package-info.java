/** Tests of the search for input that breaks a target. */
@NullMarked
package io.trivium.deploy.fuzz;

import org.jspecify.annotations.NullMarked;
