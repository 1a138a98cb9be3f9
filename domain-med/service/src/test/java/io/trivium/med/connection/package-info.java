@NullMarked
package io.trivium.med.connection;

import org.jspecify.annotations.NullMarked;
