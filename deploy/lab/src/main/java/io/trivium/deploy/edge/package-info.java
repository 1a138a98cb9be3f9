/** Measures what callers notice of half-open connections and of malformed tokens that others send. */
@NullMarked
package io.trivium.deploy.edge;

import org.jspecify.annotations.NullMarked;
