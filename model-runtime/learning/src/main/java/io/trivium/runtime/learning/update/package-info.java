/** Daily updates: from the labels that came in to a challenger that is offered for release. */
@org.jspecify.annotations.NullMarked
package io.trivium.runtime.learning.update;
