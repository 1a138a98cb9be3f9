/** The state of the plant by asset: health, open alarms and work orders, results of the models, once and live. */
@NullMarked
package io.trivium.industrial.overview;

import org.jspecify.annotations.NullMarked;
