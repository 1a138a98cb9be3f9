/** What the learning topics brought: examples that passed the gates of their task, every statement of a label, what was
 * refused and why; by tenant, in PostgreSQL. */
@NullMarked
package io.trivium.runtime.learning.store;

import org.jspecify.annotations.NullMarked;
