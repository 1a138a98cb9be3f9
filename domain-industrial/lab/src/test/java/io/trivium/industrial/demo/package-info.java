@NullMarked
package io.trivium.industrial.demo;

import org.jspecify.annotations.NullMarked;
