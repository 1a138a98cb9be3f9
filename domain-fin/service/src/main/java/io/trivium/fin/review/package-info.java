/** What became of alerts once people looked at them, and the settings of that; needs nothing of the other features. */
@NullMarked
package io.trivium.fin.review;

import org.jspecify.annotations.NullMarked;
