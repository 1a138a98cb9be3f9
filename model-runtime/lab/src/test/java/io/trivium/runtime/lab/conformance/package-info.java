@NullMarked
package io.trivium.runtime.lab.conformance;

import org.jspecify.annotations.NullMarked;
