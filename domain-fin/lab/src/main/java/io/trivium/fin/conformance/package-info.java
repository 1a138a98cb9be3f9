/** Checks of the running payments service from outside. */
@NullMarked
package io.trivium.fin.conformance;

import org.jspecify.annotations.NullMarked;
