package io.trivium.fin.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DelayedLabelsTest {
    private static final Instant NOON = Instant.parse("2018-07-25T12:00:00Z");

    @Test
    void releasesWhatIsDueOldestFirstAndOnce() {
        DelayedLabels labels = new DelayedLabels();
        labels.add(row(1, new RecordedAuthorization.Label(NOON.plusSeconds(30), "chargeback")));
        labels.add(row(2, new RecordedAuthorization.Label(NOON.plusSeconds(10), "analyst")));
        labels.add(row(3, RecordedAuthorization.Label.NEVER));
        assertEquals(2, labels.size());
        assertEquals(NOON.plusSeconds(10), labels.next());

        List<Long> released = new ArrayList<>();
        labels.release(NOON.plusSeconds(30), due -> released.add(due.row().id()));
        labels.release(NOON.plusSeconds(90), due -> released.add(due.row().id()));

        assertEquals(List.of(2L, 1L), released);
        assertNull(labels.next());
    }

    @Test
    void withoutAWordInTheArchiveTheTruthIsKnownAWeekLater() {
        assertEquals(
                new RecordedAuthorization.Label(NOON.plusSeconds(7 * 86_400), "chargeback"),
                row(1, null).reported());
    }

    @Test
    void customerNumbersBecomeTokensAndTokensStay() {
        assertEquals("customer-596", row(1, null).toAuthorization("hb-").panToken());
        assertEquals("hb-1", row(1, null).toAuthorization("hb-").authorizationId());
        assertEquals("EUR", row(1, null).toAuthorization("hb-").currency());
    }

    private static RecordedAuthorization row(long id, RecordedAuthorization.@Nullable Label label) {
        return new RecordedAuthorization(id, NOON, "596", "3156", new BigDecimal("57.16"), true, 2, null, label);
    }
}
