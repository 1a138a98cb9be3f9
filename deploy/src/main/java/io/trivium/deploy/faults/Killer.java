package io.trivium.deploy.faults;

import io.trivium.deploy.standalone.ComponentStatus;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.Processes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Kills processes of the platform, and finds out when what they did is done again. */
final class Killer {
    private static final Duration KILLED = Duration.ofSeconds(20);

    private final Platform platform;
    private final Waits waits;
    private final Ledger ledger;
    private final DecisionTail tail;
    private final Rows rows;
    private final List<Kill> kills = new ArrayList<>();

    Killer(Platform platform, Waits waits, Ledger ledger, DecisionTail tail, Rows rows) {
        this.platform = platform;
        this.waits = waits;
        this.ledger = ledger;
        this.tail = tail;
        this.rows = rows;
    }

    List<Kill> kills() {
        return List.copyOf(kills);
    }

    /** Kills it, waiting first for its restart when the kill before took it. */
    void kill(Victim victim, StreamLoad load) throws InterruptedException {
        Instant deadline = Instant.now().plus(Waits.RECOVERY);
        Optional<ProcessHandle> process = process(victim);
        while (process.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                waits.stall(victim.component(), "no process to kill; it was not restarted");
                return;
            }
            waits.poll();
            process = process(victim);
        }
        ProcessHandle found = process.orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(found), found.descendants()).toList();
        Processes.kill(all, KILLED);
        Kill kill = new Kill(victim, Instant.now(), found.pid(), all.size(), load.sequence(), null, null);
        kills.add(kill);
        waits.say("kill -9 of " + victim.component() + " (pid " + kill.pid() + ", " + kill.processes() + " processes)");
    }

    private Optional<ProcessHandle> process(Victim victim) {
        return platform.status()
                .flatMap(now -> now.component(victim.component()))
                .map(ComponentStatus::pid)
                .filter(pid -> pid > 0)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    /** Waits for what was sent after each kill; the service's and the database's share in it included. */
    boolean awaitRecovery() throws InterruptedException {
        for (int i = 0; i < kills.size(); i++) {
            Kill kill = kills.get(i);
            if (kill.stored() != null) {
                continue;
            }
            // Without the runtime decisions go on as fallbacks: it is back when a model has its say again.
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
