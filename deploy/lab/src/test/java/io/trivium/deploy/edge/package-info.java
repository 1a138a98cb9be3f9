/** Tests of the measurement at the edge. */
@NullMarked
package io.trivium.deploy.edge;

import org.jspecify.annotations.NullMarked;
