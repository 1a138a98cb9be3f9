/** Checks what the hospital's node produces with checkers that others wrote. */
@NullMarked
package io.trivium.med.conformance;

import org.jspecify.annotations.NullMarked;
