/** The gates before challengers that are good or bad on purpose. */
@NullMarked
package io.trivium.runtime.lab.trial;

import org.jspecify.annotations.NullMarked;
