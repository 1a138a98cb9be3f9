/** What later turned out to be fraud or genuine, on its way into the features. */
@NullMarked
package io.trivium.fin.label;

import org.jspecify.annotations.NullMarked;
