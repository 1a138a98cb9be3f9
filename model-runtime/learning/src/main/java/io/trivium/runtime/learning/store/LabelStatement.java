package io.trivium.runtime.learning.store;

import java.time.Instant;

/**
 * The statement of one source about one example.
 *
 * @param observedAt when it became known to the source
 * @param recordedAt when it became known here
 * @param withdrawn whether the source withdraws its statements up to {@code observedAt}
 */
public record LabelStatement(String source, String label, Instant observedAt, Instant recordedAt, boolean withdrawn) {}
