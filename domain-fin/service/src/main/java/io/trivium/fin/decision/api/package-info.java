/** Decisions over HTTP: pages, exports, and the live stream. */
@NullMarked
package io.trivium.fin.decision.api;

import org.jspecify.annotations.NullMarked;
