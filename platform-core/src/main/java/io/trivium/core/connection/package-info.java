/** Connections to other systems that are managed while a service runs: their kinds, their revisions, who approved them. */
@NullMarked
package io.trivium.core.connection;

import org.jspecify.annotations.NullMarked;
