package io.trivium.fin.stream;

/** Names of the metrics of the payments domain; base units, bounded tags. */
public final class FinMetrics {

    /** Records of the authorization topic by {@code result}: accepted, duplicate, repeated (read again), refused. */
    public static final String INTAKE = "fin.authorization.intake";
    /** Labels by {@code result}: applied, waiting, outdated, foreign, refused. */
    public static final String LABELS = "fin.label.intake";
    /** Seconds since a label of this domain last came in. */
    public static final String LABEL_AGE = "fin.label.age";
    /** Events not kept in a history because it is full or they are too old, by {@code history}: card, terminal. */
    public static final String NOT_KEPT = "fin.feature.unkept";
    /** Time from the broker taking an authorization to its features being ready. */
    public static final String FEATURE_LATENCY = "fin.feature.latency";
    /** Requests for a decision that were not admitted, because admitted ones would have waited too long. */
    public static final String REFUSED = "fin.authorization.refused";
    /** Requests that may wait for a decision at once. */
    public static final String ADMISSION_LIMIT = "fin.authorization.admission.limit";
    /** Decisions by {@code outcome} and {@code degraded}. */
    public static final String DECISIONS = "fin.authorization.decisions";
    /** Time from features to decision: the model call and what surrounds it. */
    public static final String SCORING_LATENCY = "fin.scoring.latency";
    /** Model calls that gave no score, by {@code reason}: the authorizations were referred. */
    public static final String FALLBACKS = "fin.scoring.fallbacks";
    /** Scores at or above the refer threshold by {@code result}: given (explained), without. */
    public static final String EXPLANATIONS = "fin.scoring.explanations";
    /** Authorizations per model call. */
    public static final String SCORING_BATCH = "fin.scoring.batch";
    /** Time from the broker taking an authorization to the decision being published. */
    public static final String DECISION_LATENCY = "fin.decision.latency";
    /** Decisions written to PostgreSQL, by {@code result}: stored, repeated. */
    public static final String PROJECTED = "fin.decision.projected";
    /** Open live streams. */
    public static final String SUBSCRIBERS = "fin.decision.subscribers";
    /** Decisions that became alerts, by {@code result}: added, repeated (read again), refused (cannot be stored). */
    public static final String ALERTS = "fin.casework.alerts";
    /** Open cases by {@code state}: new, in-progress, escalated. */
    public static final String OPEN_CASES = "fin.casework.open";
    /** Seconds since the oldest open case was opened. */
    public static final String OLDEST_CASE = "fin.casework.oldest";
    /** Open cases past their deadline. */
    public static final String OVERDUE_CASES = "fin.casework.overdue";
    /** Alerts disposed of, by {@code disposition}. */
    public static final String DISPOSITIONS = "fin.casework.dispositions";

    /** Tenants from whose label source nothing came for too long while decisions were made; 0 is well. */
    public static final String LABELS_STALLED = "fin.label.stalled";

    /** Decisions sent as examples to learn from; after a crash some are counted again. */
    public static final String EXAMPLES = "fin.learning.examples";

    private FinMetrics() {}
}
