/** Models and versions known to this platform, where they are stored and which of them serve. */
@NullMarked
package io.trivium.runtime.registry;

import org.jspecify.annotations.NullMarked;
