package io.trivium.deploy.faults.fin;

import io.trivium.deploy.faults.Kill;
import io.trivium.deploy.faults.Killing;
import io.trivium.deploy.faults.Victim;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Kills processes of the platform, and finds out when their work is done again. */
final class Killer {
    private final Killing killing;
    private final Waits waits;
    private final Ledger ledger;
    private final DecisionTail tail;
    private final Rows rows;
    private final List<Kill> kills = new ArrayList<>();

    Killer(Platform platform, Waits waits, Ledger ledger, DecisionTail tail, Rows rows) {
        this.killing = new Killing(platform, waits);
        this.waits = waits;
        this.ledger = ledger;
        this.tail = tail;
        this.rows = rows;
    }

    List<Kill> kills() {
        return List.copyOf(kills);
    }

    /** Kills it; the recovery is measured by the records that the load sends next. */
    void kill(Victim victim, FinFlow flow) throws InterruptedException {
        killing.kill(victim.component())
                .ifPresent(killed -> kills.add(
                        new Kill(victim, killed.at(), killed.pid(), killed.processes(), flow.mark(), null, null)));
    }

    /** Waits for the records sent after each kill; the service's and the database's share in it included. */
    boolean awaitRecovery() throws InterruptedException {
        for (int i = 0; i < kills.size(); i++) {
            Kill kill = kills.get(i);
            if (kill.stored() != null) continue;
            // Without the runtime, decisions continue as fallbacks: it has recovered when a model answers again.
            Predicate<String> again =
                    id -> ledger.isAcknowledged(id) && (kill.victim() != Victim.RUNTIME || tail.isScored(id));
            boolean decided = waits.await(
                    "an authorization sent after the kill of " + kill.victim().component() + " is decided",
                    Waits.RECOVERY,
                    () -> tail.since(kill.mark(), again).isPresent());
            Duration decidedAfter = Duration.between(kill.at(), Instant.now());
            String id = tail.since(kill.mark(), again).orElse("");
            if (!decided || !waits.await("the decision on " + id + " is stored", Waits.RECOVERY, () -> rows.has(id))) {
                return false;
            }
            Duration storedAfter = Duration.between(kill.at(), Instant.now());
            kills.set(i, kill.recovered(decidedAfter, storedAfter));
            waits.say("  after " + kill.victim().component() + ": decided again after " + Waits.seconds(decidedAfter)
                    + ", stored after " + Waits.seconds(storedAfter));
        }
        return true;
    }
}
