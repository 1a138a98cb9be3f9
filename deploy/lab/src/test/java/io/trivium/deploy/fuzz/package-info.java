/** Tests of the search for input that breaks something. */
@NullMarked
package io.trivium.deploy.fuzz;

import org.jspecify.annotations.NullMarked;
