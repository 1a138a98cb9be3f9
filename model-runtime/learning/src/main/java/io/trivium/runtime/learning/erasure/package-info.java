/** Permanent erasure of one subject from the learning store, with a proof. */
@NullMarked
package io.trivium.runtime.learning.erasure;

import org.jspecify.annotations.NullMarked;
