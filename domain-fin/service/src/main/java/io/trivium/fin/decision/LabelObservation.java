package io.trivium.fin.decision;

import java.time.Instant;

/**
 * What one source said of an authorization at one time.
 *
 * @param label fraud or genuine
 * @param source such as chargeback or analyst
 * @param observedAt when it became known, by the source's word
 */
public record LabelObservation(String label, String source, Instant observedAt) {}
