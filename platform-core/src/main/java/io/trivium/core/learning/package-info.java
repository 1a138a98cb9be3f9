/** What domains tell the model runtime so that it can learn: examples they had scored, labels of them, and what reviewers
 * prefer; and how their tools run its trainer. */
@NullMarked
package io.trivium.core.learning;

import org.jspecify.annotations.NullMarked;
