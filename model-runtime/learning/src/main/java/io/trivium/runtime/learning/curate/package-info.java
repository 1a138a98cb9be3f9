/** What people should look at: labels that are likely wrong, examples whose label would teach most, and what that saves. */
@NullMarked
package io.trivium.runtime.learning.curate;

import org.jspecify.annotations.NullMarked;
