/** Checks of every database migration: an instance of the version before works on while it runs, and after it. */
@NullMarked
package io.trivium.deploy.migrations;

import org.jspecify.annotations.NullMarked;
