@NullMarked
package io.trivium.industrial.welding;

import org.jspecify.annotations.NullMarked;
