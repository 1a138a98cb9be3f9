/** Standalone launcher, and the code that installs, starts and stops the platform. */
@NullMarked
package io.trivium.deploy;

import org.jspecify.annotations.NullMarked;
