/** Tests of the commands. */
@NullMarked
package io.trivium.deploy.cli;

import org.jspecify.annotations.NullMarked;
