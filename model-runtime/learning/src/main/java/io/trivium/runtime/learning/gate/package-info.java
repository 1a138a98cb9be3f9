/** Gates that a challenger has to pass before any request is shown to it. */
@org.jspecify.annotations.NullMarked
package io.trivium.runtime.learning.gate;
