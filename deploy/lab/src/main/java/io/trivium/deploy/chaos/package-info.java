/** Disturbs a standalone platform under load, all flows at once, and compares the remaining data with the sent data. */
@NullMarked
package io.trivium.deploy.chaos;

import org.jspecify.annotations.NullMarked;
