/** The way of a challenger to full traffic, and back. */
@org.jspecify.annotations.NullMarked
package io.trivium.runtime.learning.release;
