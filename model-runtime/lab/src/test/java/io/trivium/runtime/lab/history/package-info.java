/** Tests of the studies of long histories. */
@NullMarked
package io.trivium.runtime.lab.history;

import org.jspecify.annotations.NullMarked;
