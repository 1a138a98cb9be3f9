/** Commands of {@code ./trivium}. */
@NullMarked
package io.trivium.deploy.cli;

import org.jspecify.annotations.NullMarked;
