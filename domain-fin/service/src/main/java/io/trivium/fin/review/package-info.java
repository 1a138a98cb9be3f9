/** Outcomes of reviewed alerts, and their settings; depends on none of the other features. */
@NullMarked
package io.trivium.fin.review;

import org.jspecify.annotations.NullMarked;
