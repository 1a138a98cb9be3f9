/** The one report that every benchmark of the platform prints. */
@NullMarked
package io.trivium.core.bench;

import org.jspecify.annotations.NullMarked;
