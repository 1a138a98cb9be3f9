/** Work items of the unified procedure step: the worklist of reading, and UPS-RS over it. */
@NullMarked
package io.trivium.med.workitem;

import org.jspecify.annotations.NullMarked;
