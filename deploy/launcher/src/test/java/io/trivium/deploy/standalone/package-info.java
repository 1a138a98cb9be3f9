/** Tests of the supervised platform, from its ports to the whole of it. */
@NullMarked
package io.trivium.deploy.standalone;

import org.jspecify.annotations.NullMarked;
