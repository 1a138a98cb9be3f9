/** Names of the platform's metrics, and the meters, health checks and filter of the log that services share. */
@NullMarked
package io.trivium.core.observability;

import org.jspecify.annotations.NullMarked;
