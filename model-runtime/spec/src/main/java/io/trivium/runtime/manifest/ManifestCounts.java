package io.trivium.runtime.manifest;

import java.util.Map;

/**
 * Numbers of the examples found, by what was done with them.
 *
 * @param examples of the task that happened before the cut-off and had arrived
 * @param labelled of these, with a label by the policy
 * @param duplicates labelled ones whose inputs an earlier labelled one has, too: left out
 * @param contradicting duplicates that have another label than the one that is in
 * @param leftOut by reason: {@code split} (not in their subject's time), {@code retention} (kept no longer), {@code use} (their
 *     class may not be used so), {@code nearDuplicate} (nearly the same as one that is in; also 0, where it was looked for)
 * @param labels entries by part and label
 */
public record ManifestCounts(
        long examples,
        long labelled,
        long duplicates,
        long contradicting,
        Map<String, Long> leftOut,
        Map<String, Map<String, Long>> labels) {}
