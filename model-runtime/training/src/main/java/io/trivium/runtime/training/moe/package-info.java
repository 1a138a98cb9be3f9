/** Training of mixtures of experts: the loop, its optimiser, balancing, checkpoints, branches and their mix. */
@NullMarked
package io.trivium.runtime.training.moe;

import org.jspecify.annotations.NullMarked;
