/** Tests. */
@NullMarked
package io.trivium.industrial.reading;

import org.jspecify.annotations.NullMarked;
