/** Tests. */
@NullMarked
package io.trivium.industrial.monitor;

import org.jspecify.annotations.NullMarked;
