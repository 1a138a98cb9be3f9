/** Short runs of the benches and the soak. */
@NullMarked
package io.trivium.runtime.tool.bench;

import org.jspecify.annotations.NullMarked;
