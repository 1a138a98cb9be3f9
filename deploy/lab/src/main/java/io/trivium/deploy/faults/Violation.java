package io.trivium.deploy.faults;

/** One broken promise, with the id it was broken for. */
public record Violation(Promise kind, String id, String detail) {
    /** The promises of the payments service, and that a run comes to its end. */
    public enum Kind implements Promise {
        /** Acknowledged, or in the log of authorizations, and not decided. */
        LOST("authorizations-lost"),
        /** Decided a second time under another event id, or where the order of the two is not defined. */
        DECIDED_TWICE("authorizations-decided-twice"),
        /** A decision on an authorization that was never sent. */
        NEVER_SENT("decisions-without-authorization"),
        /** A decision on other content than was sent. */
        CONTENT("decision-content-mismatches"),
        /** The row in PostgreSQL is missing, repeated, or not the first decision in the log. */
        ROW("database-mismatches"),
        /** A feature differs from the one computed from the input alone. */
        FEATURE("feature-mismatches"),
        /** The features of a decision are not those that the logs give. */
        SNAPSHOT("decision-snapshot-mismatches"),
        /** Decided without a score, and approved or not marked as degraded. */
        UNMARKED("fallbacks-unmarked"),
        /** Something acceptable was refused. */
        DEAD_LETTER("dead-letters"),
        /** No progress within the limit, or an answer that no fault explains. */
        STALLED("stalls");

        private final String measure;

        Kind(String measure) {
            this.measure = measure;
        }

        @Override
        public String measure() {
            return measure;
        }
    }

    @Override
    public String toString() {
        return kind.measure() + " " + id + ": " + detail;
    }
}
