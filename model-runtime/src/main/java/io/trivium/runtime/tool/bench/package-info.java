/** What {@code bench} measures. */
@NullMarked
package io.trivium.runtime.tool.bench;

import org.jspecify.annotations.NullMarked;
