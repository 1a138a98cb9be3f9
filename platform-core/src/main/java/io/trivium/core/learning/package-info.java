/** What domains tell the model runtime so that it can learn: labels of examples they had scored, and what reviewers
 * prefer; and how their tools run its trainer. */
@NullMarked
package io.trivium.core.learning;

import org.jspecify.annotations.NullMarked;
