/** How much of what is learned from has a label, whether labels still come, and how data sets differ. */
@NullMarked
package io.trivium.runtime.learning.coverage;

import org.jspecify.annotations.NullMarked;
