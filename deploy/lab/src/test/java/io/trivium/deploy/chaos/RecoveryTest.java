package io.trivium.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final Fault FAULT = new Fault(FaultKind.CUT, "kafka", Duration.ZERO, Duration.ofMillis(5), false, 1);

    private final Waits waits = new Waits(Instant.now(), line -> {});

    /** A flow that is through after so many calls after the mark; never when the number is negative. */
    private static final class Counting implements Flow {
        private final String name;
        private int left;

        Counting(String name, int left) {
            this.name = name;
            this.left = left;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean begin() {
            return true;
        }

        @Override
        public long mark() {
            return 7;
        }

        @Override
        public boolean isThroughSince(long mark) throws SQLException {
            assertEquals(7, mark);
            if (left == 2) {
                left--;
                throw new SQLException("the database is away");
            }
            return left >= 0 && left-- == 0;
        }

        @Override
        public void endLoad() {}

        @Override
        public void settle() {}

        @Override
        public List<Violation> judge() {
            return List.of();
        }

        @Override
        public Map<String, Long> counts() {
            return Map.of();
        }

        @Override
        public List<Promise> promises() {
            return List.of();
        }

        @Override
        public void abandon() {}
    }

    @Test
    void eachFlowIsWaitedForThroughFailuresToAsk() throws Exception {
        Recovery recovery =
                new Recovery(List.of(new Counting("fast", 0), new Counting("slow", 3)), waits, Duration.ofSeconds(20));
        recovery.ended(FAULT);
        Outcome outcome = recovery.await().getFirst();
        assertEquals(java.util.Set.of("fast", "slow"), outcome.recovered().keySet());
        assertFalse(outcome.overlapped());
        assertTrue(outcome.isMet(2));
        assertEquals(List.of(), waits.stalls());
        assertEquals(List.of(), recovery.await());
    }

    @Test
    void whatDoesNotComeBackIsAStallAndMeetsNoCriterion() throws Exception {
        Recovery recovery =
                new Recovery(List.of(new Counting("fast", 0), new Counting("gone", -1)), waits, Duration.ofMillis(250));
        recovery.ended(FAULT);
        Outcome outcome = recovery.await().getFirst();
        assertFalse(outcome.isMet(2));
        assertEquals(1, waits.stalls().size());
        assertEquals("gone", waits.stalls().getFirst().id());
        assertEquals(Violation.Kind.STALLED, waits.stalls().getFirst().kind());
    }

    @Test
    void faultsThatMetAnotherHaveNoTime() throws Exception {
        Recovery recovery = new Recovery(List.of(new Counting("fast", 0)), waits, Duration.ofMillis(300));
        recovery.ended(FAULT);
        recovery.ended(FAULT);
        assertTrue(recovery.await().stream().allMatch(Outcome::overlapped));
    }
}
