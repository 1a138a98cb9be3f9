/** Tests of the figures. */
@NullMarked
package io.trivium.fin.monitoring;

import org.jspecify.annotations.NullMarked;
