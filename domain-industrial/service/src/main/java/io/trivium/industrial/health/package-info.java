/** Whether this service is ready, by its parts. */
@NullMarked
package io.trivium.industrial.health;

import org.jspecify.annotations.NullMarked;
