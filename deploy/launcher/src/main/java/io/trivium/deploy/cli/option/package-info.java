/** Options, output and reports that the commands share. */
@NullMarked
package io.trivium.deploy.cli.option;

import org.jspecify.annotations.NullMarked;
