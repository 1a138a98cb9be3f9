package io.trivium.runtime.learning.release.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    /**
     * Nothing but ours, half expected: the mixture over shares q from 1/2 to 1 of (2q)^n is near 2^(n+1)/(n+1), which passes
     * 10⁵ between n = 20 (99,864) and n = 21 (190,650).
     */
    @Test
    void needsTwentyOneFaultsWhenTheOtherHasNone() {
        assertFalse(Evidence.isExcess(19, 0, 0.5, Evidence.CHANCE));
        assertTrue(Evidence.isExcess(21, 0, 0.5, Evidence.CHANCE));
    }

    /** A canary of a twentieth of the traffic: each fault multiplies by up to twenty. */
    @Test
    void needsFewFaultsOfASmallShare() {
        assertFalse(Evidence.isExcess(3, 0, 0.05, Evidence.CHANCE));
        assertTrue(Evidence.isExcess(6, 0, 0.05, Evidence.CHANCE));
    }

    @Test
    void saysNothingOfEqualShares() {
        assertFalse(Evidence.isExcess(500, 500, 0.5, Evidence.CHANCE));
        assertFalse(Evidence.isExcess(50, 950, 0.05, Evidence.CHANCE));
        assertFalse(Evidence.isExcess(0, 0, 0.5, Evidence.CHANCE));
        assertFalse(Evidence.isExcess(5, 0, 1, Evidence.CHANCE));
    }

    @Test
    void aMeanIsBoundedFromBelow() {
        // 500 of ±1 with mean 0.5: deviation √0.75 = 0.866, radius 0.234 × 0.866 = 0.203.
        assertEquals(0.5 - 0.203, Evidence.lowestMean(500, 250, 500, Evidence.CHANCE), 0.003);
    }

    /**
     * Checked after every event, without limit, a version that is no worse is rejected in at most one of 1,000 runs.
     */
    @Test
    void hardlyEverAccusesOneThatIsNoWorse() {
        int accused = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double share = seed % 2 == 0 ? 0.5 : 0.05;
            long ours = 0;
            long theirs = 0;
            for (int event = 0; event < 400; event++) {
                if (random.nextDouble() < share) ours++;
                else theirs++;
                if (Evidence.isExcess(ours, theirs, share, Evidence.CHANCE)) {
                    accused++;
                    break;
                }
            }
        }
        assertTrue(accused <= 1, accused + " of 1,000");
    }
}
