/** Tests of the package of the same name. */
@NullMarked
package io.trivium.industrial.monitor;

import org.jspecify.annotations.NullMarked;
