/** The operators' view of the running models and their commands: experts and queues, both live. */
@NullMarked
package io.trivium.runtime.operation;

import org.jspecify.annotations.NullMarked;
