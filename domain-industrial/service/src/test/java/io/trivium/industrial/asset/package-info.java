/** Tests. */
@NullMarked
package io.trivium.industrial.asset;

import org.jspecify.annotations.NullMarked;
