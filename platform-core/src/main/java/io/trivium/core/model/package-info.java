/** Identifiers of models, of their versions and of the tasks they are trained for. */
@NullMarked
package io.trivium.core.model;

import org.jspecify.annotations.NullMarked;
