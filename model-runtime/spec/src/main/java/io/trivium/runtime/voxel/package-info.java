/** Networks that give every voxel of a volume a probability. */
@NullMarked
package io.trivium.runtime.voxel;

import org.jspecify.annotations.NullMarked;
