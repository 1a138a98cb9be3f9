/** Faults of the hospital flow: what must hold while processes are killed, and what was seen. */
@NullMarked
package io.trivium.deploy.faults.med;

import org.jspecify.annotations.NullMarked;
