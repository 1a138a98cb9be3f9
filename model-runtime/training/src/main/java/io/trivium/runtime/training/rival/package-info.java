/** Simple models that a served one must not lose to: constant, linear, boosted trees and a dense network. */
@NullMarked
package io.trivium.runtime.training.rival;

import org.jspecify.annotations.NullMarked;
