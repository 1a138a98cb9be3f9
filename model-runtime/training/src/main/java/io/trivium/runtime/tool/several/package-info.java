/** Commands of trainings that run in several processes or at several sites. */
@NullMarked
package io.trivium.runtime.tool.several;

import org.jspecify.annotations.NullMarked;
