/** Tests. */
@NullMarked
package io.trivium.industrial.alarm;

import org.jspecify.annotations.NullMarked;
