/** Faults of the hospital flow: the guarantees that must hold while processes are killed, and the observations. */
@NullMarked
package io.trivium.deploy.faults.med;

import org.jspecify.annotations.NullMarked;
