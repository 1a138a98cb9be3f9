/** Geometry and rendering of slices: images, the box of the lungs. */
@NullMarked
package io.trivium.med.reading.slice;

import org.jspecify.annotations.NullMarked;
