package io.trivium.fin.decision;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The sort order of a list of decisions, other than by the time of the decision. */
public enum DecisionSort {
    OCCURRED("d.occurred_at"),
    SCORE("coalesce(d.score, -1)"),
    AMOUNT("coalesce(d.amount, -1)"),
    LATENCY("coalesce(d.latency_ms, -1)"),
    OUTCOME("d.outcome");

    private final String expression;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    DecisionSort(String expression) {
        this.expression = expression;
    }

    /** In SQL over the table of decisions, which is named d; never null. */
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
    public static DecisionSort of(String wireName) {
        for (DecisionSort sort : values()) {
            if (sort.wireName.equals(wireName)) return sort;
        }
        throw new IllegalArgumentException("sort is none of decided, occurred, score, amount, latency, outcome");
    }
}
