/** Where packs are stored and what is known of a stored version: its source, signature and state. */
@NullMarked
package io.trivium.runtime.registry.store;

import org.jspecify.annotations.NullMarked;
