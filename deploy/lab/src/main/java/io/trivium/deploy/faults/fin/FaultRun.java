package io.trivium.deploy.faults.fin;

import io.trivium.deploy.faults.KillRounds;
import io.trivium.deploy.faults.StateLoss;
import io.trivium.deploy.faults.Victim;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Sends authorizations to a running standalone platform while it kills every process of the path at random moments, and
 * compares the remaining data with the sent data.
 *
 * <p>Recovery is gated on progress: an authorization sent after the kill was acknowledged, decided, and its row stored.
 * One kill in four does not wait for the recovery from the one before.
 */
public final class FaultRun {
    private final Platform platform;
    private final FaultPlan plan;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final Random random;
    private final Waits waits;
    private final FinFlow flow;
    private final Killer killer;

    /**
     * A run on a platform that is ready.
     *
     * @param talk receives progress lines
     */
    public FaultRun(Platform platform, FaultPlan plan, Consumer<String> talk) {
        this.platform = platform;
        this.plan = plan;
        this.talk = talk;
        this.random = new Random(plan.seed());
        this.waits = new Waits(started, talk);
        this.flow = new FinFlow(platform, plan.seed(), plan.rate(), waits);
        this.killer = new Killer(platform, waits, flow.ledger(), flow.tail(), flow.rows());
    }

    /** Runs to the end, regardless of its findings. */
    public FaultReport run() throws InterruptedException {
        waits.say("seed " + plan.seed() + ", " + plan.rounds() + " rounds, " + plan.rate() + " authorizations/s, run "
                + flow.run());
        try {
            if (flow.begin()) rounds();
            flow.settle();
            return report(flow.judgement());
        } finally {
            flow.abandon();
        }
    }

    private void rounds() throws InterruptedException {
        new KillRounds<>(List.of(Victim.values()), plan.rounds(), Duration.ofSeconds(4), 4)
                .run(random, waits, new KillRounds.Flow<>() {
                    @Override
                    public void kill(Victim victim, int round) throws InterruptedException {
                        FaultRun.this.kill(victim, round);
                    }

                    @Override
                    public boolean awaitRecovery() throws InterruptedException {
                        return killer.awaitRecovery();
                    }
                });
    }

    private void kill(Victim victim, int round) throws InterruptedException {
        killer.kill(victim, flow);
        if (plan.sabotage() && victim == Victim.SERVICE && round == 0) {
            StateLoss.ofCards(flow.kafka(), platform.data());
            waits.say("  sabotage: the state of cards is lost");
        }
    }

    private FaultReport report(FinFlow.Judgement judgement) {
        List<Violation> violations = new ArrayList<>(waits.stalls());
        violations.addAll(judgement.verdict().violations());
        FaultReport report = new FaultReport(
                plan,
                started,
                Duration.between(started, Instant.now()),
                killer.kills(),
                judgement.evidence(),
                judgement.verdict(),
                List.copyOf(violations));
        report.lines().forEach(talk);
        return report;
    }
}
