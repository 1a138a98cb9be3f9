/** Kills the platform's processes under load and holds what is left against what was sent. */
@NullMarked
package io.trivium.deploy.faults;

import org.jspecify.annotations.NullMarked;
