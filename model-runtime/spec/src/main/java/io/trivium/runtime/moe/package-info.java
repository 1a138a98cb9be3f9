/** What a hierarchical mixture of experts is made of and how a token finds its experts; no engine, no weights. */
@NullMarked
package io.trivium.runtime.moe;

import org.jspecify.annotations.NullMarked;
