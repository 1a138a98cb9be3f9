package io.trivium.core.audit;

import java.util.Locale;

/** The outcome of an audited act. */
public enum AuditOutcome {
    SUCCESS,
    REFUSED,
    FAILURE;

    /** As stored and exported, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
