/** Pieces of a model of experts: opened graphs in a memory budget, their health and quarantine. */
@NullMarked
package io.trivium.runtime.expert.piece;

import org.jspecify.annotations.NullMarked;
