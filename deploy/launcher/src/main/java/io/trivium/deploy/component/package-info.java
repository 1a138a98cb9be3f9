/** Components as processes: their state, data directory, secrets and log files. */
@NullMarked
package io.trivium.deploy.component;

import org.jspecify.annotations.NullMarked;
