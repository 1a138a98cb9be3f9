/** The gates themselves and the runner that evaluates them in order. */
@NullMarked
package io.trivium.runtime.learning.gate.check;

import org.jspecify.annotations.NullMarked;
