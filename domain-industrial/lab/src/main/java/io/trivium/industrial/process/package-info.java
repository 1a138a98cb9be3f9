/** Process optimisation: offline commands that train welding policies and measure them. Advisory, never control. */
@NullMarked
package io.trivium.industrial.process;

import org.jspecify.annotations.NullMarked;
