package io.trivium.deploy.faults;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Identity;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sends authorizations to a running standalone platform while it kills every process of the path at random moments, and
 * holds what is left against what was sent.
 *
 * <p>Recovery is gated on progress: an authorization sent after the kill was acknowledged, decided, and its row stored.
 * One kill in four does not wait for the recovery from the one before. The state is judged by one probe per card and
 * terminal when everything has been decided, and one more eight days of event time later, when all labels count.
 */
public final class FaultRun {
    private static final Duration SETTLING = Duration.ofMinutes(4);

    private final Platform platform;
    private final FaultPlan plan;
    private final Consumer<String> talk;
    private final Killer killer;
    private final Instant started = Instant.now();
    private final String run = "f" + Long.toString(started.toEpochMilli(), 36);
    private final Random random;
    private final Waits waits;
    private final Ledger ledger = new Ledger();
    private final DecisionTail tail;
    private final PlatformStatus status;
    private final String bootstrap;
    private final Rows rows;

    /**
     * A run on a platform that is ready.
     *
     * @param talk is told what happens, line by line
     */
    public FaultRun(Platform platform, FaultPlan plan, Consumer<String> talk) {
        this.platform = platform;
        this.plan = plan;
        this.talk = talk;
        this.random = new Random(plan.seed());
        this.waits = new Waits(started, talk);
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        this.bootstrap = "127.0.0.1:" + status.ports().kafka();
        this.rows = new Rows(new Database(status, platform.data()), run);
        this.tail = new DecisionTail(bootstrap, run);
        this.killer = new Killer(platform, waits, ledger, tail, rows);
    }

    /** Runs to the end, whatever it finds. */
    public FaultReport run() throws InterruptedException {
        waits.say("seed " + plan.seed() + ", " + plan.rounds() + " rounds, " + plan.rate() + " authorizations/s, run "
                + run);
        Thread follower = Thread.ofPlatform().name("faults-tail").daemon().start(tail);
        List<String> probes = new ArrayList<>();
        try (KafkaSender sender = new KafkaSender(bootstrap, ledger)) {
            Traffic traffic = new Traffic(run, plan.seed());
            killUnderLoad(traffic, sender);
            settle(traffic, sender);
            if (waits.stalls().isEmpty()) {
                List<Payment> first =
                        new ArrayList<>(Probes.of(run, 1, traffic.end().plus(Duration.ofHours(1))));
                first.addAll(Probes.ofLive(run, 1));
                probe(first, sender, probes);
                probe(Probes.of(run, 2, traffic.end().plus(Duration.ofDays(8))), sender, probes);
            }
        } finally {
            tail.stop();
            follower.join(Duration.ofSeconds(10));
        }
        return report(probes);
    }

    private void killUnderLoad(Traffic traffic, KafkaSender sender) throws InterruptedException {
        Timer loadTimer = new Timer();
        Timer giveUp = new Timer();
        StreamLoad load = new StreamLoad(traffic, sender, loadTimer, plan.rate());
        List<Thread> threads = new ArrayList<>();
        threads.add(Thread.ofPlatform().name("faults-load").daemon().start(load));
        URI service = URI.create("http://127.0.0.1:" + status.ports().fin());
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        Identity identity = new Identity(status, platform.data(), http);
        for (int i = 0; i < 2; i++) {
            HttpLoad caller = new HttpLoad(
                    run,
                    i == 0 ? "a" : "b",
                    plan.seed() + 1 + i,
                    service,
                    () -> identity.token("trivium-ingest-demo"),
                    sender,
                    ledger,
                    loadTimer,
                    giveUp);
            threads.add(Thread.ofPlatform().name("faults-http-" + i).daemon().start(caller));
        }
        try {
            if (awaitStart(load)) {
                rounds(load);
            }
        } finally {
            loadTimer.stop();
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(60));
            }
            giveUp.stop();
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(20));
            }
        }
    }

    /** Nothing is killed before the first authorizations have been decided. */
    private boolean awaitStart(StreamLoad load) throws InterruptedException {
        return waits.await(
                "the first authorizations are decided",
                Waits.RECOVERY,
                () -> load.sequence() > plan.rate()
                        && tail.since(plan.rate() / 2, id -> ledger.isAcknowledged(id) && tail.isScored(id))
                                .isPresent());
    }

    private void rounds(StreamLoad load) throws InterruptedException {
        new KillRounds<>(List.of(Victim.values()), plan.rounds(), Duration.ofSeconds(4), 4)
                .run(random, waits, new KillRounds.Flow<>() {
                    @Override
                    public void kill(Victim victim, int round) throws InterruptedException {
                        FaultRun.this.kill(victim, load, round);
                    }

                    @Override
                    public boolean awaitRecovery() throws InterruptedException {
                        return killer.awaitRecovery();
                    }
                });
    }

    private void kill(Victim victim, StreamLoad load, int round) throws InterruptedException {
        killer.kill(victim, load);
        if (plan.sabotage() && victim == Victim.SERVICE && round == 0) {
            StateLoss.ofCards(bootstrap, platform.data());
            waits.say("  sabotage: the state of cards is lost");
        }
    }

    /** Sends what is left, repeats half of what is uncertain, and waits until nothing is under way any more. */
    private void settle(Traffic traffic, KafkaSender sender) throws InterruptedException {
        traffic.rest().forEach(sender::send);
        sender.flush();
        List<Payment> unknown = ledger.unknown();
        waits.say(ledger.sent().size() + " sent, " + unknown.size() + " of unknown outcome");
        for (Payment payment : unknown) {
            if (Math.floorMod(payment.id().hashCode(), 2) == 0) {
                sender.send(new Traffic.Step.Authorize(payment, true, true));
            }
        }
        sender.flush();
        ledger.surprises().forEach(what -> waits.stall("-", what));
        if (awaitDecided()) {
            awaitDrained();
        }
    }

    private boolean awaitDecided() throws InterruptedException {
        Set<String> acknowledged = ledger.acknowledged();
        return waits.await(
                "every acknowledged authorization (" + acknowledged.size() + ") is decided",
                SETTLING,
                () -> tail.hasAll(acknowledged));
    }

    private void awaitDrained() throws InterruptedException {
        try (Lag lag = new Lag(bootstrap)) {
            for (String group : Lag.GROUPS) {
                if (!waits.await(
                        "the group " + group + " has nothing left to do", SETTLING, () -> lag.of(group) == 0)) {
                    return;
                }
            }
        }
    }

    private void probe(List<Payment> payments, KafkaSender sender, List<String> probes) throws InterruptedException {
        for (Payment payment : payments) {
            probes.add(payment.id());
            sender.send(new Traffic.Step.Authorize(payment, false, true));
        }
        sender.flush();
        if (awaitDecided()) {
            awaitDrained();
        }
    }

    private Recheck recheck() throws InterruptedException {
        waits.say("computing every feature of every decision once more");
        return Recheck.of(new Tools(Installation.current())
                .finOutput(
                        List.of("recheck", "--bootstrap", bootstrap, "--prefix", run + "-"),
                        Tools.environment(status, platform.data())));
    }

    private FaultReport report(List<String> probes) throws InterruptedException {
        TopicLog log = new TopicLog(bootstrap, run);
        Evidence evidence;
        try {
            evidence = new Evidence(
                    ledger.sent(),
                    ledger.acknowledged(),
                    log.received(),
                    ledger.labels(),
                    log.decisions(),
                    rows.all(),
                    log.deadLetters(),
                    probes,
                    recheck());
        } catch (SQLException e) {
            throw LauncherException.failure("The decisions in PostgreSQL cannot be read: " + e.getMessage());
        }
        Verdict verdict = Verdict.on(evidence);
        List<Violation> violations = new ArrayList<>(waits.stalls());
        violations.addAll(verdict.violations());
        FaultReport report = new FaultReport(
                plan,
                started,
                Duration.between(started, Instant.now()),
                killer.kills(),
                evidence,
                verdict,
                List.copyOf(violations));
        report.lines().forEach(talk);
        return report;
    }
}
