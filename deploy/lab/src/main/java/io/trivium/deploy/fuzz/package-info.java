/** Coverage-guided search for input that breaks readers of external data, and its corpus. */
@NullMarked
package io.trivium.deploy.fuzz;

import org.jspecify.annotations.NullMarked;
