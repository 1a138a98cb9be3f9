/** Names of the platform's metrics, and the meters and health checks that services share. */
@NullMarked
package io.trivium.core.observability;

import org.jspecify.annotations.NullMarked;
