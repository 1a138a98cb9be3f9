/** The factory domain: what all of its features share. */
@NullMarked
package io.trivium.industrial;

import org.jspecify.annotations.NullMarked;
