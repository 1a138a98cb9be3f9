/** Tests of the criteria of soak tests. */
@NullMarked
package io.trivium.deploy.soak;

import org.jspecify.annotations.NullMarked;
