/** Tests. */
@NullMarked
package io.trivium.industrial;

import org.jspecify.annotations.NullMarked;
