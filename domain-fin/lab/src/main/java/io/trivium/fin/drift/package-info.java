/** The behaviour of a model when the world changes: injected drifts, and champions that are renewed or not. */
@NullMarked
package io.trivium.fin.drift;

import org.jspecify.annotations.NullMarked;
