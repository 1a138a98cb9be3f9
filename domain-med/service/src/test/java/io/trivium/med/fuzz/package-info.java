/** Coverage-guided search for input that breaks what reads from the outside. */
@NullMarked
package io.trivium.med.fuzz;

import org.jspecify.annotations.NullMarked;
