/** Disturbs a standalone platform under load, all flows at once, and holds what is left against what was sent. */
@NullMarked
package io.trivium.deploy.chaos;

import org.jspecify.annotations.NullMarked;
