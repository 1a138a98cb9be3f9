/** The store of packs, and the record of a stored version: its source, signature and state. */
@NullMarked
package io.trivium.runtime.registry.store;

import org.jspecify.annotations.NullMarked;
