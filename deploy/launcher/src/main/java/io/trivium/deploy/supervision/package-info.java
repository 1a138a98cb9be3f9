/** Starts, watches and restarts the components of a platform. */
@NullMarked
package io.trivium.deploy.supervision;

import org.jspecify.annotations.NullMarked;
