/** The measurements of {@code bench}: the runtime in this process, and a running service next to it. */
@NullMarked
package io.trivium.runtime.lab.bench;

import org.jspecify.annotations.NullMarked;
