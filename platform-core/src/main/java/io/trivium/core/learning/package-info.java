/**
 * The data that domains send to the model runtime for training: examples they had scored, labels of them, and the
 * preferences of reviewers; and how their tools run its trainer.
 */
@NullMarked
package io.trivium.core.learning;

import org.jspecify.annotations.NullMarked;
