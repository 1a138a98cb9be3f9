/** From an answer back to the version that gave it, the data sets that version learned from, and the labels in them. */
@NullMarked
package io.trivium.runtime.learning.lineage;

import org.jspecify.annotations.NullMarked;
