package io.trivium.deploy.faults.plant;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.KillRounds;
import io.trivium.deploy.faults.Killing;
import io.trivium.deploy.faults.Killing.Killed;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Kills -9 the factory's service, its MQTT broker, Kafka and PostgreSQL at random moments while machines send over
 * MQTT, and compares the remaining data with the acknowledged data. Recovery is gated on progress: a reading that was
 * acknowledged after the kill is stored, of JSON and of Sparkplug. Used by one thread.
 */
public final class PlantFaultRun {
    private static final List<String> VICTIMS = List.of("domain-industrial", "mqtt", "kafka", "postgres");

    private final PlantFaultPlan plan;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final Waits waits;
    private final Killing killing;
    private final PlantFlow flow;
    private final Map<String, Integer> kills = new TreeMap<>();
    private final Map<String, List<Duration>> recoveries = new TreeMap<>();

    /**
     * A run on a platform that is ready.
     *
     * @param talk receives progress lines
     */
    public PlantFaultRun(Platform platform, PlantFaultPlan plan, Consumer<String> talk) {
        this.plan = plan;
        this.talk = talk;
        PlatformStatus status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        for (String victim : VICTIMS) {
            if (status.component(victim).isEmpty()) {
                throw LauncherException.failure(victim + " does not run; see ./trivium status.");
            }
        }
        this.waits = new Waits(started, talk);
        this.killing = new Killing(platform, waits);
        this.flow = new PlantFlow(platform, plan.seed(), plan.rounds(), waits, status.ports());
    }

    /** Runs to the end, regardless of its findings. */
    public PlantFaultReport run() throws InterruptedException {
        waits.say("seed " + plan.seed() + ", " + plan.rounds() + " rounds, run " + flow.run());
        try {
            if (flow.begin()) {
                new KillRounds<>(VICTIMS, plan.rounds(), Duration.ofSeconds(6), 4)
                        .run(new Random(plan.seed()), waits, new Recovery());
            }
            flow.settle();
            return report();
        } finally {
            flow.abandon();
        }
    }

    /** Follows the readings acknowledged after each kill until they are stored. */
    private final class Recovery implements KillRounds.Flow<String> {
        private final List<Open> open = new ArrayList<>();

        /** A kill with the number of readings that were acknowledged before it. */
        private record Open(Killed kill, long mark) {}

        @Override
        public void kill(String victim, int round) throws InterruptedException {
            killing.kill(victim).ifPresent(killed -> {
                kills.merge(victim, 1, Integer::sum);
                open.add(new Open(killed, flow.mark()));
            });
        }

        @Override
        public boolean awaitRecovery() throws InterruptedException {
            while (!open.isEmpty()) {
                Open first = open.removeFirst();
                String victim = first.kill().component();
                if (!waits.await(
                        "readings acknowledged after the kill of " + victim + " are stored",
                        Waits.RECOVERY,
                        () -> flow.isThroughSince(first.mark()))) {
                    return false;
                }
                Duration after = Duration.between(first.kill().at(), Instant.now());
                recoveries.computeIfAbsent(victim, key -> new ArrayList<>()).add(after);
                waits.say("  after " + victim + ": stored again after " + Waits.seconds(after));
            }
            return true;
        }
    }

    private PlantFaultReport report() throws InterruptedException {
        PlantFlow.Judgement judgement = flow.judgement();
        PlantEvidence evidence = judgement.evidence();
        List<Violation> violations = new ArrayList<>(waits.stalls());
        violations.addAll(judgement.verdict().violations());
        PlantFaultReport report = new PlantFaultReport(
                plan,
                started,
                Duration.between(started, Instant.now()),
                recoveries,
                kills,
                new PlantFaultReport.Measures(
                        evidence.acknowledged().size(),
                        evidence.recomputed().size(),
                        judgement.verdict().expectedAlarms(),
                        evidence.events().size()),
                List.copyOf(violations),
                plan.sabotage().isEmpty() ? List.of() : flow.sabotaged(plan.sabotage()));
        report.lines().forEach(talk);
        return report;
    }
}
