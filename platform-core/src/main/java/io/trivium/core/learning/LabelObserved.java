package io.trivium.core.learning;

import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventRules;
import io.trivium.core.event.EventType;
import io.trivium.core.model.TaskName;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an example. It may arrive days after the example, twice, corrected by a later one, or never.
 *
 * @param exampleId id that the example was scored under, such as the authorization id; key of the record
 * @param task model task, such as {@code fin-authorization-risk}
 * @param label outcome in the task's own words: a name, such as {@code fraud}; for a task that predicts numbers a number,
 *     such as {@code 12.5}, or one for each column, {@code 1.5,-2}, or the columns that are known, {@code
 *     MALIGNANCY=4,MARGIN=2}; in the place of a number {@code >5} is at least 5, {@code <5} at most 5, and {@code 5..6}
 *     between them
 * @param source the origin of the label, such as {@code chargeback} or {@code analyst}
 * @param observedAt when it became known
 * @param withdrawn true when the source withdraws its previous label without a replacement; {@code label} is the
 *     withdrawn label. Null, as in events older than this field, when the label remains valid. A source that changes
 *     its statement (a chargeback that was reversed) sends another label instead
 */
@EventType(LabelObserved.TYPE)
public record LabelObserved(
        String exampleId,
        TaskName task,
        String label,
        String source,
        Instant observedAt,
        @Nullable Boolean withdrawn) implements EventPayload {
    public static final String TYPE = "io.trivium.learning.label.observed";
    public static final String TOPIC = "learning.label.v1";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final String NUMBER = "-?[0-9]{1,12}(\\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?";
    private static final String VALUE = "([<>]" + NUMBER + "|" + NUMBER + "(\\.\\." + NUMBER + ")?)";
    private static final String COLUMN = "[A-Za-z][A-Za-z0-9_-]{0,62}=" + VALUE;
    private static final Pattern LABEL = Pattern.compile(
            WORD.pattern() + "|" + VALUE + "(," + VALUE + "){0,31}|" + COLUMN + "(," + COLUMN + "){0,31}");
    private static final int LONGEST_LABEL = 1_024;
    private static final String WORD_RULE = "must be 1 to 63 of a-z 0-9 - and begin with a letter";

    public LabelObserved {
        EventRules.require(ID.matcher(exampleId).matches(), "exampleId", "must be 1 to 64 of A-Z a-z 0-9 . _ : -");
        EventRules.require(
                label.length() <= LONGEST_LABEL && LABEL.matcher(label).matches(),
                "label",
                "must be a name (1 to 63 of a-z 0-9 - that begin with a letter), up to 32 numbers or up to 32 of"
                        + " column=number, with commas between them and no spaces; a number may be 5, >5, <5 or 5..6");
        EventRules.require(WORD.matcher(source).matches(), "source", WORD_RULE);
        if (Boolean.FALSE.equals(withdrawn)) withdrawn = null;
    }

    /** Creates a label that is not withdrawn. */
    public LabelObserved(String exampleId, TaskName task, String label, String source, Instant observedAt) {
        this(exampleId, task, label, source, observedAt, null);
    }

    /** Whether the source takes the label back. */
    public boolean isWithdrawn() {
        return withdrawn != null;
    }
}
