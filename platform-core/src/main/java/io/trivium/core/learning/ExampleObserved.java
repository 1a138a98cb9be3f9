package io.trivium.core.learning;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The input of a model call, so that it can be used for training once the outcome is known. Labels refer to the example
 * by its id and may arrive before it.
 *
 * @param exampleId id that the example was scored under, such as the authorization id; key of the record
 * @param task model task, such as {@code fin-authorization-risk}
 * @param inputs one row, each tensor once, as the model received them
 * @param occurredAt when it happened, not when it was scored
 * @param subjectKey whom the example is about, for erasure and so that no person is on both sides of a split: a key
 *     that only the domain can resolve, such as a card's token or a pseudonymised patient id, never a card number or a
 *     name; null when it is about no person
 * @param score the model's main output; null when it did not answer
 * @param modelVersion model and version that answered, such as {@code fin-authorization-risk:4}; null if none did
 * @param retentionClass what the example may be used for and how long it is kept, such as {@code standard}; the runtime's
 *     configuration says what each class means
 */
@EventType(ExampleObserved.TYPE)
public record ExampleObserved(
        String exampleId,
        TaskName task,
        List<ExampleTensor> inputs,
        Instant occurredAt,
        @Nullable String subjectKey,
        @Nullable Double score,
        @Nullable String modelVersion,
        String retentionClass)
        implements EventPayload {
    public static final String TYPE = "io.trivium.learning.example.observed";
    public static final String TOPIC = "learning.example.v1";
    /** Largest event of the topic; larger than elsewhere, for images. */
    public static final int MAX_BYTES = 1 << 20;
    /** The class of examples that are not restricted. */
    public static final String STANDARD = "standard";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._:-]{1,100}");
    private static final String WORD_RULE = "must be 1 to 63 of a-z 0-9 - and begin with a letter";
    private static final int MOST_INPUTS = 64;

    public ExampleObserved {
        EventRules.require(ID.matcher(exampleId).matches(), "exampleId", "must be 1 to 64 of A-Z a-z 0-9 . _ : -");
        EventRules.require(
                !inputs.isEmpty() && inputs.size() <= MOST_INPUTS,
                "inputs",
                "must be 1 to " + MOST_INPUTS + " tensors");
        inputs = List.copyOf(inputs);
        Set<String> names = new HashSet<>();
        for (ExampleTensor input : inputs) {
            EventRules.require(names.add(input.name()), "inputs", "must have each name once");
        }
        EventRules.require(
                subjectKey == null || SUBJECT.matcher(subjectKey).matches(),
                "subjectKey",
                "must be 1 to 128 of A-Z a-z 0-9 . _ : -");
        EventRules.require(score == null || Double.isFinite(score), "score", "must be a number");
        EventRules.require(score == null || modelVersion != null, "modelVersion", "is required with a score");
        EventRules.require(
                modelVersion == null || VERSION.matcher(modelVersion).matches(),
                "modelVersion",
                "must be 1 to 100 of A-Z a-z 0-9 . _ : -");
        EventRules.require(WORD.matcher(retentionClass).matches(), "retentionClass", WORD_RULE);
    }
}
