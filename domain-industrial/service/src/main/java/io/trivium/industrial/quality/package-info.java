/** Issues of incoming data: counted by source and reason, with examples; assets that fell silent. */
@NullMarked
package io.trivium.industrial.quality;

import org.jspecify.annotations.NullMarked;
