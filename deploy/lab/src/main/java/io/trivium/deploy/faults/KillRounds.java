package io.trivium.deploy.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Kills each of some victims once a round, in an order and at distances that a seed repeats. Now and then a kill does not wait
 * for the recovery from the one before.
 *
 * @param longestPause before a kill
 * @param hastyOneIn one kill in this many is not waited for, never the last
 */
public record KillRounds<V>(List<V> victims, int rounds, Duration longestPause, int hastyOneIn) {
    private static final long SHORTEST_MS = 200;

    /** The flow that the kills disturb. */
    public interface Flow<V> {
        void kill(V victim, int round) throws InterruptedException;

        /** Waits until the targets of all kills so far have recovered; false when one did not. */
        boolean awaitRecovery() throws InterruptedException;

        /** The work before the next round; false when it did not complete. */
        default boolean endRound() throws InterruptedException {
            return true;
        }
    }

    /** Kills until the last round, or until a target does not recover. */
    public void run(Random random, Waits waits, Flow<V> flow) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            List<V> order = new ArrayList<>(victims);
            Collections.shuffle(order, random);
            for (int i = 0; i < order.size(); i++) {
                boolean last = round == rounds - 1 && i == order.size() - 1;
                waits.pause(Duration.ofMillis(random.nextLong(SHORTEST_MS, longestPause.toMillis())));
                flow.kill(order.get(i), round);
                if (random.nextInt(hastyOneIn) == 0 && !last) waits.say("  the next kill does not wait");
                else if (!flow.awaitRecovery()) return;
            }
            if (!flow.endRound()) return;
        }
    }
}
