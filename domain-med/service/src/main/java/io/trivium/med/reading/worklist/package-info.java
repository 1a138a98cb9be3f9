/** The worklist of studies: filters, order, pages, and live updates. */
@NullMarked
package io.trivium.med.reading.worklist;

import org.jspecify.annotations.NullMarked;
