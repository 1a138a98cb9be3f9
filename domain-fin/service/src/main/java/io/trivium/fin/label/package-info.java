/** Labels of payments as fraud or genuine, and their way into the features. */
@NullMarked
package io.trivium.fin.label;

import org.jspecify.annotations.NullMarked;
