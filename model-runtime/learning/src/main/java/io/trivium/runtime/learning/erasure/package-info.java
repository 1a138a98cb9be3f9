/** Taking everything about one subject out of the learning store, for good and with a proof. */
@NullMarked
package io.trivium.runtime.learning.erasure;

import org.jspecify.annotations.NullMarked;
