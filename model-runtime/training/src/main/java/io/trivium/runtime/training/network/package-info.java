/** The mixture-of-experts network in the training engine: tokenizers, trunk, experts, heads, and the data they take. */
@NullMarked
package io.trivium.runtime.training.network;

import org.jspecify.annotations.NullMarked;
