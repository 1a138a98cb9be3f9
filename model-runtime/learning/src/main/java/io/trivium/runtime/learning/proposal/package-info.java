/** What one operator proposes and another approves: champions of high-risk tasks, and keys that sign packs. */
@NullMarked
package io.trivium.runtime.learning.proposal;

import org.jspecify.annotations.NullMarked;
