/** What operators see of the running models and do to them: experts, queues, both live. */
@NullMarked
package io.trivium.runtime.operation;

import org.jspecify.annotations.NullMarked;
