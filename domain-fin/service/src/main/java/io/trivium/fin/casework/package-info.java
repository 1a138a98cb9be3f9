/** The desk: alerts become cases, queues hand them to people, and people's findings become labels. */
@NullMarked
package io.trivium.fin.casework;

import org.jspecify.annotations.NullMarked;
