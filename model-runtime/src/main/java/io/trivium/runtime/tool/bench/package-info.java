/** What {@code bench} measures: the runtime in this process, and a running service beside it. */
@NullMarked
package io.trivium.runtime.tool.bench;

import org.jspecify.annotations.NullMarked;
