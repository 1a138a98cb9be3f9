/**
 * The examples for reviewers: labels that are likely wrong, examples whose labels are most useful, and the labels that
 * this saves.
 */
@NullMarked
package io.trivium.runtime.learning.curate;

import org.jspecify.annotations.NullMarked;
