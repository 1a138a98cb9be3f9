/** Tests of the package. */
@NullMarked
package io.trivium.fin.rule;

import org.jspecify.annotations.NullMarked;
