/** Tests of the package. */
@NullMarked
package io.trivium.fin.list;

import org.jspecify.annotations.NullMarked;
