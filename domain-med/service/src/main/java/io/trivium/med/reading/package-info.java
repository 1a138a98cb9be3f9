/** The reading room's API: worklist, studies with their slices and findings, readers' decisions, comparison, destinations. */
@NullMarked
package io.trivium.med.reading;

import org.jspecify.annotations.NullMarked;
