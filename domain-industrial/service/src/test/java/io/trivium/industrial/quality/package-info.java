/** Tests. */
@NullMarked
package io.trivium.industrial.quality;

import org.jspecify.annotations.NullMarked;
