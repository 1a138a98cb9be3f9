@NullMarked
package io.trivium.med.demo;

import org.jspecify.annotations.NullMarked;
