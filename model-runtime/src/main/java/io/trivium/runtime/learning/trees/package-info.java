/** Gradient boosted regression trees, which teach networks: exact splits, in plain Java, equal bits for equal seeds. */
@NullMarked
package io.trivium.runtime.learning.trees;

import org.jspecify.annotations.NullMarked;
