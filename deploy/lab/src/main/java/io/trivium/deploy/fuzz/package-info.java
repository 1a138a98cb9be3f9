/** Coverage-guided search for input that breaks what reads from the outside, and the corpus it leaves. */
@NullMarked
package io.trivium.deploy.fuzz;

import org.jspecify.annotations.NullMarked;
