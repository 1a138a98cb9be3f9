/** What {@code bench} measures: the runtime in this process, and a running service beside it. */
@NullMarked
package io.trivium.runtime.lab.bench;

import org.jspecify.annotations.NullMarked;
