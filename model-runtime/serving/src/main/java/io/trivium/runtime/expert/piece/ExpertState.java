package io.trivium.runtime.expert.piece;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether an expert can be chosen, and where it is. */
public enum ExpertState {
    /** Open. */
    RESIDENT,
    /** Opened when a token is sent to it, or before if it is used much. */
    PAGED,
    /** Out of use by command. */
    MASKED,
    /** Out of use because it failed; tried again from time to time. */
    QUARANTINED;

    /** Lower case, as the API has it. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
