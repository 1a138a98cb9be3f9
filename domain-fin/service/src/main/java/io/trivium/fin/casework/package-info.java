/** The desk: alerts become cases, queues hand them to people, and what people find becomes labels. */
@NullMarked
package io.trivium.fin.casework;

import org.jspecify.annotations.NullMarked;
