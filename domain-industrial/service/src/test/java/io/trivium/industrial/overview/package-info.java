/** Tests. */
@NullMarked
package io.trivium.industrial.overview;

import org.jspecify.annotations.NullMarked;
