/** Machines that are computed: a plant to look at where none is connected, lives and welds to learn from. */
@NullMarked
package io.trivium.industrial.simulation;

import org.jspecify.annotations.NullMarked;
