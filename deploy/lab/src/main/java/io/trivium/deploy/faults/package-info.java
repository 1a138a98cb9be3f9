/** Kills the platform's processes under load and compares the remaining data with the sent data. */
@NullMarked
package io.trivium.deploy.faults;

import org.jspecify.annotations.NullMarked;
