/** The steps of an update from frozen rows to an offered version, and the process that trains. */
@NullMarked
package io.trivium.runtime.learning.update.step;

import org.jspecify.annotations.NullMarked;
