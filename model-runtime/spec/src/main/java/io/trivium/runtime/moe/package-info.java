/** The structure of a hierarchical mixture of experts and the routing of tokens; no engine, no weights. */
@NullMarked
package io.trivium.runtime.moe;

import org.jspecify.annotations.NullMarked;
