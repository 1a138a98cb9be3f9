/** Simulated welds: settings, bead geometry, limits and objectives, from published equations and measured scatter. */
@NullMarked
package io.trivium.industrial.process.bead;

import org.jspecify.annotations.NullMarked;
