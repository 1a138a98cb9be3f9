/** Tests of the store. */
@NullMarked
package io.trivium.med.archive;

import org.jspecify.annotations.NullMarked;
