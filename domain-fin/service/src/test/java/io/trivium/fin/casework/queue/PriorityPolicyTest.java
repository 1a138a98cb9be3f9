package io.trivium.fin.casework.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PriorityPolicyTest {

    @Test
    void weighsScoreMoneyAndNumber() {
        assertEquals(CasePriority.LOW, PriorityPolicy.of(0.6, 0.05, 1));
        assertEquals(CasePriority.MEDIUM, PriorityPolicy.of(0.95, 0.01, 1));
        assertEquals(CasePriority.HIGH, PriorityPolicy.of(0.95, 0.5, 1));
        assertEquals(CasePriority.CRITICAL, PriorityPolicy.of(0.95, 1, 1));
        assertEquals(CasePriority.CRITICAL, PriorityPolicy.of(0.9, 0.4, 5));
        assertEquals(CasePriority.LOW, PriorityPolicy.of(null, 0.1, 1), "silence of the model is half a score");
    }

    @Test
    void moreOfAnythingIsNeverLessUrgent() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            double score = random.nextDouble();
            double money = 2 * random.nextDouble();
            int alerts = 1 + random.nextInt(8);
            int rank = PriorityPolicy.of(score, money, alerts).rank();
            String where = "seed " + seed;
            assertTrue(
                    PriorityPolicy.of(score + (1 - score) * random.nextDouble(), money, alerts)
                                    .rank()
                            <= rank,
                    where);
            assertTrue(
                    PriorityPolicy.of(score, money + random.nextDouble(), alerts)
                                    .rank()
                            <= rank,
                    where);
            assertTrue(PriorityPolicy.of(score, money, alerts + 1).rank() <= rank, where);
        }
    }
}
