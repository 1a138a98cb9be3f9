/** The way in over HTTP: onto the same topic as every other authorization, and back with its decision. */
@NullMarked
package io.trivium.fin.intake;

import org.jspecify.annotations.NullMarked;
