@NullMarked
package io.trivium.industrial.opcua;

import org.jspecify.annotations.NullMarked;
