@NullMarked
package io.trivium.industrial.simulation;

import org.jspecify.annotations.NullMarked;
