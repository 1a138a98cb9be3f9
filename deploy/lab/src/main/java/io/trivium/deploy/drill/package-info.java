/** Tests the runbooks on a platform on which their faults happen. */
@NullMarked
package io.trivium.deploy.drill;

import org.jspecify.annotations.NullMarked;
