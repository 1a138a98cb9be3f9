@NullMarked
package io.trivium.core.fault;

import org.jspecify.annotations.NullMarked;
