/** Figures of samples and of scores: one definition each, for services and laboratories. */
@NullMarked
package io.trivium.core.statistics;

import org.jspecify.annotations.NullMarked;
