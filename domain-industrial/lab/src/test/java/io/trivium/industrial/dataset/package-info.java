/** Tests of readers. */
@NullMarked
package io.trivium.industrial.dataset;

import org.jspecify.annotations.NullMarked;
