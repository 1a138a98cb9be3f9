package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.fin.FinErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LabelPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static @Nullable FinErrorCode refusal(String label, Instant observedAt, boolean withdrawn) {
        LabelObserved observed = new LabelObserved(
                "a-1",
                new TaskName("fin-authorization-risk"),
                label,
                "chargeback",
                observedAt,
                withdrawn ? true : null);
        return LabelPolicy.refusal(observed, NOW, AHEAD);
    }

    @Test
    void countsWhatAnAuthorizationTurnedOutToBe() {
        assertNull(refusal("fraud", NOW, false));
        assertNull(refusal("genuine", NOW.plus(AHEAD), false));
    }

    @Test
    void refusesWhatItCannotCount() {
        assertEquals(FinErrorCode.LABEL_UNKNOWN, refusal("perhaps", NOW, false));
        assertEquals(FinErrorCode.LABEL_WITHDRAWN, refusal("fraud", NOW, true));
        assertEquals(
                FinErrorCode.LABEL_IN_FUTURE, refusal("fraud", NOW.plus(AHEAD).plusMillis(1), false));
    }
}
