package io.trivium.runtime.learning.release;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** The position of a challenger on its way to full traffic. */
public enum ReleaseState {
    /** Answers copies of requests; callers do not see its answers. */
    SHADOW,
    /** Answers a small share of the requests. */
    CANARY,
    /** Has completed its phases and waits for a person. */
    AWAITING_APPROVAL,
    /** Is the champion, and watched for a while. */
    PROMOTED,
    /** Was the champion; the one before it is again. */
    ROLLED_BACK,
    /** A person rejected it. */
    VETOED,
    /** Another challenger or another champion replaced it before it was done. */
    SUPERSEDED,
    /** An alarm ended it before it was champion. */
    STOPPED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ReleaseState of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a state of a release: " + word));
    }

    /** Whether the challenger is on its way and not champion yet. */
    boolean isUnderWay() {
        return this == SHADOW || this == CANARY || this == AWAITING_APPROVAL;
    }
}
