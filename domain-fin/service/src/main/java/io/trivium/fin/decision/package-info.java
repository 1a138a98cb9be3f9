/** Decisions on authorizations: scoring, the decision log, its projection and what reads it. */
@NullMarked
package io.trivium.fin.decision;

import org.jspecify.annotations.NullMarked;
