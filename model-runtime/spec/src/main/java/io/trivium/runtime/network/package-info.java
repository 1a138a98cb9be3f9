/** The kinds of networks a specification may describe. */
@NullMarked
package io.trivium.runtime.network;

import org.jspecify.annotations.NullMarked;
