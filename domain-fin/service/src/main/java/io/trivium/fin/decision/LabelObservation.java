package io.trivium.fin.decision;

import java.time.Instant;

/**
 * The label of an authorization from one source at one time.
 *
 * @param label fraud or genuine
 * @param source such as chargeback or analyst
 * @param observedAt when it became known, by the source's word
 */
public record LabelObservation(String label, String source, Instant observedAt) {}
