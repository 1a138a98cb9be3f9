package io.trivium.runtime.operation;

import java.util.Locale;

/** The commands to an expert. */
enum ExpertCommand {
    MASK,
    UNMASK,
    PIN,
    UNPIN;

    /** As the audit log names it. */
    String action() {
        return "expert." + name().toLowerCase(Locale.ROOT);
    }
}
