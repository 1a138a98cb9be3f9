package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The sort order of a list of cases. */
public enum CaseSort {
    /** Open cases by priority and deadline, closed ones by the time they were closed. */
    URGENCY("c.priority"),
    NUMBER("c.case_number"),
    PRIORITY("c.priority"),
    DUE("c.due_at"),
    SCORE("coalesce(c.max_score, -1)"),
    ALERTS("c.alert_count"),
    /** By the sum of the amounts, each as a multiple of what is large in its currency. */
    AMOUNT("c.large_amounts"),
    ASSIGNEE("coalesce(c.assignee, '')"),
    LAST_ALERT("c.last_alert_at");

    private final String expression;
    private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    CaseSort(String expression) {
        this.expression = expression;
    }

    /** In SQL over the table of cases, which is named c; never null. */
    String expression() {
        return expression;
    }

    @JsonValue
    public String wireName() {
        return wireName;
    }

    /**
     * The order of this name.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static CaseSort of(String wireName) {
        for (CaseSort sort : values()) {
            if (sort.wireName.equals(wireName)) return sort;
        }
        throw new IllegalArgumentException(
                "sort is none of urgency, number, priority, due, score, alerts, amount, assignee, last-alert");
    }
}
