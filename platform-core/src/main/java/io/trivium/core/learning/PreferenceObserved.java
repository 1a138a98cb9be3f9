package io.trivium.core.learning;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which of two outputs a reviewer prefers for the same input: what the model said, and what the reviewer put in its place.
 * The pairs are what direct preference optimisation learns from (Rafailov et al., NeurIPS 2023).
 *
 * @param exampleId id that the example was scored under; key of the record
 * @param task model task, such as {@code med-lung-nodule}
 * @param chosen the preferred output: named values in the task's own units
 * @param rejected the output it was preferred to; the same names
 * @param source who prefers it, such as {@code radiologist}
 * @param observedAt when it became known
 */
@EventType(PreferenceObserved.TYPE)
public record PreferenceObserved(
        String exampleId,
        TaskName task,
        Map<String, Double> chosen,
        Map<String, Double> rejected,
        String source,
        Instant observedAt)
        implements EventPayload {
    public static final String TYPE = "io.trivium.learning.preference.observed";
    public static final String TOPIC = "learning.preference.v1";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final String WORD_RULE = "must be 1 to 63 of a-z 0-9 - and begin with a letter";
    private static final int MOST_VALUES = 64;

    public PreferenceObserved {
        EventRules.require(ID.matcher(exampleId).matches(), "exampleId", "must be 1 to 64 of A-Z a-z 0-9 . _ : -");
        EventRules.require(WORD.matcher(source).matches(), "source", WORD_RULE);
        check(chosen, "chosen");
        check(rejected, "rejected");
        EventRules.require(chosen.keySet().equals(rejected.keySet()), "rejected", "must have the names of chosen");
        EventRules.require(!chosen.equals(rejected), "rejected", "must differ from chosen");
        chosen = Map.copyOf(new TreeMap<>(chosen));
        rejected = Map.copyOf(new TreeMap<>(rejected));
    }

    private static void check(Map<String, Double> output, String field) {
        EventRules.require(
                !output.isEmpty() && output.size() <= MOST_VALUES, field, "must have 1 to " + MOST_VALUES + " values");
        output.forEach((name, value) -> {
            EventRules.require(WORD.matcher(name).matches(), field, "has a name that " + WORD_RULE);
            EventRules.require(value != null && Double.isFinite(value), field, "must have numbers as values");
        });
    }
}
