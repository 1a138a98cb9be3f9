/** Faults of the learning flow: updates, labels and releases while processes are killed. */
@NullMarked
package io.trivium.deploy.faults.learning;

import org.jspecify.annotations.NullMarked;
