/** What becomes of a model when the world changes under it: injected drifts, and champions that are renewed or not. */
@NullMarked
package io.trivium.fin.drift;

import org.jspecify.annotations.NullMarked;
