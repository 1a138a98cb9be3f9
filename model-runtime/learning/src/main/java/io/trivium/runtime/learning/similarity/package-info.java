/** Which examples are nearly the same, by the numbers of their inputs. */
@NullMarked
package io.trivium.runtime.learning.similarity;

import org.jspecify.annotations.NullMarked;
