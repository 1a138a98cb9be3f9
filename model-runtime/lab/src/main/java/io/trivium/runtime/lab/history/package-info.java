/** What the state of a long history is worth. */
@NullMarked
package io.trivium.runtime.lab.history;

import org.jspecify.annotations.NullMarked;
