/**
 *  Frozen data sets: which examples, with which label of whom and since when, on which side of the split; under one
 * hash that anyone can compute again, also after an erasure.
 */
@NullMarked
package io.trivium.runtime.learning.manifest;

import org.jspecify.annotations.NullMarked;
