/** Tests. */
@NullMarked
package io.trivium.industrial.workorder;

import org.jspecify.annotations.NullMarked;
