/** Models that another server of the Open Inference Protocol answers for, reached by the requests of this one's. */
@NullMarked
package io.trivium.runtime.external;

import org.jspecify.annotations.NullMarked;
