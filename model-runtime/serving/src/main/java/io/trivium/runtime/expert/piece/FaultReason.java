package io.trivium.runtime.expert.piece;

import java.util.Locale;

/** Why a piece of a model was taken out of use. */
public enum FaultReason {
    /** Its file is not the one the manifest lists. */
    CHECKSUM,
    /** Its file cannot be read. */
    MISSING,
    /** ONNX Runtime cannot open it, or it has other inputs and outputs than it should. */
    UNREADABLE,
    /** A call ended with an error. */
    EXCEPTION,
    /** A call took longer than the limit. */
    TIMEOUT,
    /** It is paged out and there is no room or no time to open it, or it is in quarantine; no fault of its own. */
    ABSENT,
    /** A call on finite numbers gave a number that is not. */
    NOT_FINITE;

    /** Whether the file has changed since it was listed. */
    public boolean isDamage() {
        return this == CHECKSUM || this == MISSING;
    }

    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
