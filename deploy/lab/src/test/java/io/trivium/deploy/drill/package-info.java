/** Checks the steps of a drill against the shipped rules and runbooks. */
@NullMarked
package io.trivium.deploy.drill;

import org.jspecify.annotations.NullMarked;
