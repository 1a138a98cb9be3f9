/** Tests. */
@NullMarked
package io.trivium.industrial.intake;

import org.jspecify.annotations.NullMarked;
