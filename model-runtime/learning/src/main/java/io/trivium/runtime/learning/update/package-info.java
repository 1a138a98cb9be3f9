/** Daily updates: from the received labels to a challenger that is offered for release. */
@org.jspecify.annotations.NullMarked
package io.trivium.runtime.learning.update;
