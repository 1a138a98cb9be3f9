/** Figures of a version under release: scores, faults, live loss, and the evidence for a decision. */
@NullMarked
package io.trivium.runtime.learning.release.figure;

import org.jspecify.annotations.NullMarked;
