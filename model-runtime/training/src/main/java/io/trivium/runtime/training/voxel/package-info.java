/** Training of the networks that give every voxel of a volume a probability. */
@NullMarked
package io.trivium.runtime.training.voxel;

import org.jspecify.annotations.NullMarked;
