/** Short runs of the benches and the soak. */
@NullMarked
package io.trivium.runtime.lab.bench;

import org.jspecify.annotations.NullMarked;
