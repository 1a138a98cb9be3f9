/** Queues of cases: states, priorities, and which queue a case belongs to. */
@NullMarked
package io.trivium.fin.casework.queue;

import org.jspecify.annotations.NullMarked;
