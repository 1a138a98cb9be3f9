package io.trivium.runtime.learning.store;

import java.time.Instant;

/**
 * What one source said of one example.
 *
 * @param observedAt when it became known to the source
 * @param recordedAt when it became known here
 * @param withdrawn whether the source takes back what it said until {@code observedAt}
 */
public record LabelStatement(String source, String label, Instant observedAt, Instant recordedAt, boolean withdrawn) {}
