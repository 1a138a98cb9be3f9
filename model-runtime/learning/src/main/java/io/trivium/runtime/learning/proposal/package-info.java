/** Champions of high-risk tasks that one operator proposes and another approves. */
@NullMarked
package io.trivium.runtime.learning.proposal;

import org.jspecify.annotations.NullMarked;
