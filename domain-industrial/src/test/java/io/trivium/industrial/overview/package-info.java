/** Tests of the package of the same name. */
@NullMarked
package io.trivium.industrial.overview;

import org.jspecify.annotations.NullMarked;
