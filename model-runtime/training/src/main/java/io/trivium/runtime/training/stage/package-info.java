/**
 * The three stages of a model's training: masked modelling over rows without labels, the injection of a domain without
 * forgetting the others, and alignment with reviewers' preferences; and the recipes by which a customer tunes a model.
 */
@NullMarked
package io.trivium.runtime.training.stage;

import org.jspecify.annotations.NullMarked;
