/** Faults of the factory flow: what must hold while processes are killed, and what was seen. */
@NullMarked
package io.trivium.deploy.faults.plant;

import org.jspecify.annotations.NullMarked;
