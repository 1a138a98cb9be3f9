package io.trivium.deploy.faults.med;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.KillRounds;
import io.trivium.deploy.faults.Killing;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Sends studies to the hospital's node while it kills -9 node, PACS, broker and PostgreSQL at random moments, and
 * compares the final contents of the PACS with the sent studies and the results that the node reports. Used by one
 * thread.
 */
public final class MedFaultRun {
    private static final List<String> VICTIMS = List.of("domain-med", "orthanc", "kafka", "postgres");

    private final MedFaultPlan plan;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final Waits waits;
    private final Killing killing;
    private final MedFlow flow;
    private final Map<String, Integer> kills = new TreeMap<>();

    /**
     * A run on a platform that is ready.
     *
     * @param talk receives progress lines
     */
    public MedFaultRun(Platform platform, MedFaultPlan plan, Consumer<String> talk) {
        this.plan = plan;
        this.talk = talk;
        PlatformStatus status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        this.waits = new Waits(started, talk);
        this.killing = new Killing(platform, waits);
        this.flow = new MedFlow(platform, plan.slices(), waits, status.ports().dicom());
    }

    /** Runs to the end, regardless of its findings. */
    public MedFaultReport run() throws InterruptedException {
        waits.say("seed " + plan.seed() + ", " + plan.rounds() + " rounds, patient " + flow.patient());
        try {
            if (flow.begin()) {
                new KillRounds<>(VICTIMS, plan.rounds(), Duration.ofSeconds(6), 3)
                        .run(new Random(plan.seed()), waits, new Studies());
            }
            flow.settle();
            return report();
        } finally {
            flow.abandon();
        }
    }

    private MedFaultReport report() throws InterruptedException {
        MedEvidence evidence = flow.evidence();
        List<Violation> violations = new ArrayList<>(evidence.violations(plan.slices()));
        violations.addAll(waits.stalls());
        MedFaultReport report = new MedFaultReport(
                plan,
                started,
                Duration.between(started, Instant.now()),
                kills,
                evidence,
                flow.isSettled(),
                violations,
                plan.sabotage().isEmpty() ? List.of() : flow.sabotaged(plan.sabotage()));
        report.lines().forEach(talk);
        return report;
    }

    /** Studies that continue to arrive, and their results. */
    private final class Studies implements KillRounds.Flow<String> {
        private long before;
        private String last = "";

        @Override
        public void kill(String victim, int round) throws InterruptedException {
            killing.kill(victim).ifPresent(killed -> kills.merge(victim, 1, Integer::sum));
            before = flow.mark();
            last = victim;
        }

        @Override
        public boolean awaitRecovery() throws InterruptedException {
            return waits.await(
                    "a study sent after the kill of " + last + " is taken",
                    Waits.RECOVERY,
                    () -> flow.isThroughSince(before));
        }

        /** The revisions of this round get through before the next, so that kills meet every step. */
        @Override
        public boolean endRound() throws InterruptedException {
            AtomicLong done = new AtomicLong();
            return waits.await("the database answers", Waits.RECOVERY, () -> {
                        done.set(flow.rows().delivered());
                        return true;
                    })
                    && waits.await(
                            "results come through again",
                            Waits.RECOVERY,
                            () -> flow.rows().delivered() > done.get());
        }
    }
}
