/** Pages of lists that change while they are read. */
@NullMarked
package io.trivium.industrial.paging;

import org.jspecify.annotations.NullMarked;
