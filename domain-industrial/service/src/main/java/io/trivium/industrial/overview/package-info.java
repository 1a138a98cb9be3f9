/** How the plant does, asset by asset: health, what is open, what the models say, once and live. */
@NullMarked
package io.trivium.industrial.overview;

import org.jspecify.annotations.NullMarked;
