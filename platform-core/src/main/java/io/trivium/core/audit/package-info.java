/** Append-only, hash-chained audit log with signed checkpoints and its verifier. */
@NullMarked
package io.trivium.core.audit;

import org.jspecify.annotations.NullMarked;
