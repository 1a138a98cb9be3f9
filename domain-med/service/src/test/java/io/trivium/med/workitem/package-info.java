/** Tests of work items. */
@NullMarked
package io.trivium.med.workitem;

import org.jspecify.annotations.NullMarked;
