/** Whether this service is ready, by its parts. */
@NullMarked
package io.trivium.med.health;

import org.jspecify.annotations.NullMarked;
