package io.trivium.runtime.operation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The commands to an expert. */
enum ExpertCommand {
    MASK,
    UNMASK,
    PIN,
    UNPIN;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As the audit log names it. */
    String action() {
        return "expert." + word();
    }
}
