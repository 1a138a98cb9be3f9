/** What is wrong with the data that comes in: counted by source and reason, with examples; assets that fell silent. */
@NullMarked
package io.trivium.industrial.quality;

import org.jspecify.annotations.NullMarked;
