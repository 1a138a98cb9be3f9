/**
 * The data that the domain sends to the platform for training: each decision as an example, to be joined with its
 * label.
 */
@NullMarked
package io.trivium.fin.learning;

import org.jspecify.annotations.NullMarked;
