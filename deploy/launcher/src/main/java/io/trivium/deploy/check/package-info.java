/** Checks of {@code ./trivium doctor} and {@code status}: machine, ports, data, secrets, components. */
@NullMarked
package io.trivium.deploy.check;

import org.jspecify.annotations.NullMarked;
