/** Faults of the factory flow: the guarantees that must hold while processes are killed, and the observations. */
@NullMarked
package io.trivium.deploy.faults.plant;

import org.jspecify.annotations.NullMarked;
