package io.trivium.fin.stream;

import io.trivium.core.learning.LabelObserved;
import io.trivium.fin.FinErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which labels of authorizations count; one rule for the feature state and for the rows. */
public final class LabelPolicy {

    private LabelPolicy() {}

    /** Why the label is refused; null when it counts. */
    public static @Nullable FinErrorCode refusal(LabelObserved label, Instant now, Duration maxAhead) {
        if (!label.label().equals("fraud") && !label.label().equals("genuine")) return FinErrorCode.LABEL_UNKNOWN;
        if (label.isWithdrawn()) return FinErrorCode.LABEL_WITHDRAWN;
        return label.observedAt().isAfter(now.plus(maxAhead)) ? FinErrorCode.LABEL_IN_FUTURE : null;
    }
}
