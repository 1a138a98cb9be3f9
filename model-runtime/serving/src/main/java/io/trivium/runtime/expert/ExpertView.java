package io.trivium.runtime.expert;

import io.trivium.runtime.expert.piece.ExpertState;
import io.trivium.runtime.moe.ExpertId;

/**
 * One expert of a loaded model.
 *
 * @param masked whether it is out of use by command
 * @param pinned whether it stays in memory
 * @param resident whether its session is open
 * @param bytes of its file, and of its session when that is open
 * @param activations calls since the model was loaded
 * @param tokens sent to it since then
 * @param latencyNanos of a call, smoothed; 0 before the first
 * @param quarantines times it was taken out of use because it failed
 * @param lastError its last failure, or empty
 */
public record ExpertView(
        ExpertId id,
        ExpertState state,
        boolean masked,
        boolean pinned,
        boolean resident,
        long bytes,
        long activations,
        long tokens,
        long latencyNanos,
        int quarantines,
        String lastError) {}
