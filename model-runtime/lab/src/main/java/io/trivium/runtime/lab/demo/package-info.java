/** Updates and releases of a small task on a simulated history of card payments, run by the platform's own learning loop. */
@NullMarked
package io.trivium.runtime.lab.demo;

import org.jspecify.annotations.NullMarked;
