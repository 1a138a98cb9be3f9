/**
 *  The store of the learning topics: examples that passed the gates of their task, every statement of a label, refused
 * records and the reasons; by tenant, in PostgreSQL.
 */
@NullMarked
package io.trivium.runtime.learning.store;

import org.jspecify.annotations.NullMarked;
