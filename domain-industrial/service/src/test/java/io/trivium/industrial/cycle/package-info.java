@NullMarked
package io.trivium.industrial.cycle;

import org.jspecify.annotations.NullMarked;
