package io.trivium.deploy.faults;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.Violation.Kind;
import io.trivium.deploy.standalone.ComponentStatus;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Identity;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Processes;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Sends authorizations to a running standalone platform while it kills the service, the broker and PostgreSQL at random
 * moments, and holds what is left against what was sent.
 *
 * <p>Recovery is gated on progress: an authorization sent after the kill was acknowledged, decided, and its row stored.
 * One kill in four does not wait for the recovery from the one before. The state is judged by one probe per card and
 * terminal when everything has been decided, and one more eight days of event time later, when all labels count.
 */
public final class FaultRun {
    private static final Duration RECOVERY = Duration.ofMinutes(3);
    private static final Duration SETTLING = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration KILLED = Duration.ofSeconds(20);
    /** Ahead of this machine's clock by less than the five minutes a live tenant may be. */
    private static final Duration LIVE_PROBE_AHEAD = Duration.ofSeconds(285);

    private final Platform platform;
    private final FaultPlan plan;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final String run = "f" + Long.toString(started.toEpochMilli(), 36);
    private final Random random;
    private final Timer clock = new Timer();
    private final Ledger ledger = new Ledger();
    private final List<Kill> kills = new ArrayList<>();
    private final List<Violation> stalls = new ArrayList<>();
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
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        this.bootstrap = "127.0.0.1:" + status.ports().kafka();
        this.rows = new Rows(new Database(status, platform.data()), run);
    }

    /** Runs to the end, whatever it finds. */
    public FaultReport run() throws InterruptedException {
        say("seed " + plan.seed() + ", " + plan.rounds() + " rounds, " + plan.rate() + " authorizations/s, run " + run);
        DecisionTail tail = new DecisionTail(bootstrap, run);
        Thread follower = Thread.ofPlatform().name("faults-tail").daemon().start(tail);
        List<String> probes = new ArrayList<>();
        try (KafkaSender sender = new KafkaSender(bootstrap, ledger)) {
            Traffic traffic = new Traffic(run, plan.seed());
            killUnderLoad(traffic, sender, tail);
            settle(traffic, sender, tail);
            if (stalls.isEmpty()) {
                probe(traffic.end().plus(Duration.ofHours(1)), 1, true, sender, tail, probes);
                probe(traffic.end().plus(Duration.ofDays(8)), 2, false, sender, tail, probes);
            }
        } finally {
            tail.stop();
            follower.join(Duration.ofSeconds(10));
        }
        return report(probes);
    }

    private void killUnderLoad(Traffic traffic, KafkaSender sender, DecisionTail tail) throws InterruptedException {
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
            if (awaitStart(load, tail)) {
                rounds(load, tail);
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
    private boolean awaitStart(StreamLoad load, DecisionTail tail) throws InterruptedException {
        return await(
                "the first authorizations are decided",
                RECOVERY,
                () -> load.sequence() > plan.rate()
                        && tail.since(plan.rate() / 2, ledger::isAcknowledged).isPresent());
    }

    private void rounds(StreamLoad load, DecisionTail tail) throws InterruptedException {
        for (int round = 0; round < plan.rounds(); round++) {
            List<Victim> order = new ArrayList<>(List.of(Victim.values()));
            Collections.shuffle(order, random);
            for (int i = 0; i < order.size(); i++) {
                boolean last = round == plan.rounds() - 1 && i == order.size() - 1;
                clock.pause(Duration.ofMillis(random.nextLong(200, 4_000)));
                kill(order.get(i), load);
                if (random.nextInt(4) == 0 && !last) {
                    say("  the next kill does not wait");
                } else if (!awaitRecovery(tail)) {
                    return;
                }
            }
        }
    }

    private void kill(Victim victim, StreamLoad load) throws InterruptedException {
        Instant deadline = Instant.now().plus(RECOVERY);
        Optional<ProcessHandle> process = process(victim);
        while (process.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                stalls.add(new Violation(Kind.STALLED, victim.component(), "no process to kill; it was not restarted"));
                return;
            }
            clock.pause(POLL);
            process = process(victim);
        }
        ProcessHandle found = process.orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(found), found.descendants()).toList();
        Processes.kill(all, KILLED);
        Kill kill = new Kill(victim, Instant.now(), found.pid(), all.size(), load.sequence(), null, null);
        kills.add(kill);
        say("kill -9 of " + victim.component() + " (pid " + kill.pid() + ", " + kill.processes() + " processes)");
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
    private boolean awaitRecovery(DecisionTail tail) throws InterruptedException {
        for (int i = 0; i < kills.size(); i++) {
            Kill kill = kills.get(i);
            if (kill.stored() != null) {
                continue;
            }
            boolean decided = await(
                    "an authorization sent after the kill of " + kill.victim().component() + " is decided",
                    RECOVERY,
                    () -> tail.since(kill.mark(), ledger::isAcknowledged).isPresent());
            Duration decidedAfter = Duration.between(kill.at(), Instant.now());
            String id = tail.since(kill.mark(), ledger::isAcknowledged).orElse("");
            if (!decided || !await("the decision on " + id + " is stored", RECOVERY, () -> rows.has(id))) {
                return false;
            }
            Duration storedAfter = Duration.between(kill.at(), Instant.now());
            kills.set(i, kill.recovered(decidedAfter, storedAfter));
            say("  after " + kill.victim().component() + ": decided again after " + seconds(decidedAfter)
                    + ", stored after " + seconds(storedAfter));
        }
        return true;
    }

    /** Sends what is left, repeats half of what is uncertain, and waits until nothing is under way any more. */
    private void settle(Traffic traffic, KafkaSender sender, DecisionTail tail) throws InterruptedException {
        traffic.rest().forEach(sender::send);
        sender.flush();
        List<Payment> unknown = ledger.unknown();
        say(ledger.sent().size() + " sent, " + unknown.size() + " of unknown outcome");
        for (Payment payment : unknown) {
            if (Math.floorMod(payment.id().hashCode(), 2) == 0) {
                sender.send(new Traffic.Step.Authorize(payment, true, true));
            }
        }
        sender.flush();
        ledger.surprises().forEach(what -> stalls.add(new Violation(Kind.STALLED, "-", what)));
        if (awaitDecided(tail)) {
            awaitDrained();
        }
    }

    private boolean awaitDecided(DecisionTail tail) throws InterruptedException {
        Set<String> acknowledged = ledger.acknowledged();
        return await(
                "every acknowledged authorization (" + acknowledged.size() + ") is decided",
                SETTLING,
                () -> tail.hasAll(acknowledged));
    }

    private void awaitDrained() throws InterruptedException {
        try (Lag lag = new Lag(bootstrap)) {
            for (String group : Lag.GROUPS) {
                if (!await("the group " + group + " has nothing left to do", SETTLING, () -> lag.of(group) == 0)) {
                    return;
                }
            }
        }
    }

    /** One authorization for each card and terminal, all at one moment of event time, so that none counts another's. */
    private void probe(
            Instant at, int phase, boolean liveToo, KafkaSender sender, DecisionTail tail, List<String> probes)
            throws InterruptedException {
        for (int i = 0; i < Math.max(Traffic.CARDS, Traffic.TERMINALS); i++) {
            Payment payment = new Payment(
                    Traffic.TENANT,
                    run + "-p" + phase + "-" + i,
                    Traffic.card(run, i % Traffic.CARDS),
                    Traffic.terminal(run, i % Traffic.TERMINALS),
                    10_000L * (i + 1),
                    at);
            probes.add(payment.id());
            sender.send(new Traffic.Step.Authorize(payment, false, true));
        }
        Instant ahead = Instant.now().plus(LIVE_PROBE_AHEAD).truncatedTo(ChronoUnit.MILLIS);
        for (int i = 0; liveToo && i < Math.max(HttpLoad.CARDS, HttpLoad.TERMINALS); i++) {
            Payment payment = new Payment(
                    HttpLoad.TENANT,
                    run + "-p" + phase + "-h" + i,
                    HttpLoad.card(run, i % HttpLoad.CARDS),
                    HttpLoad.terminal(run, i % HttpLoad.TERMINALS),
                    10_000L * (i + 1),
                    ahead);
            probes.add(payment.id());
            sender.send(new Traffic.Step.Authorize(payment, false, true));
        }
        sender.flush();
        if (awaitDecided(tail)) {
            awaitDrained();
        }
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
                    probes);
        } catch (SQLException e) {
            throw LauncherException.failure("The decisions in PostgreSQL cannot be read: " + e.getMessage());
        }
        Verdict verdict = Verdict.on(evidence);
        List<Violation> violations = new ArrayList<>(stalls);
        violations.addAll(verdict.violations());
        FaultReport report = new FaultReport(
                plan,
                started,
                Duration.between(started, Instant.now()),
                List.copyOf(kills),
                evidence,
                verdict,
                List.copyOf(violations));
        report.lines().forEach(talk);
        return report;
    }

    /** A condition of other processes, asked again until it holds. A failure to ask is an answer: not yet. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws InterruptedException, ExecutionException, TimeoutException, SQLException;
    }

    private boolean await(String what, Duration limit, Condition condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        String problem = "";
        while (true) {
            try {
                if (condition.holds()) {
                    return true;
                }
                problem = "";
            } catch (ExecutionException | TimeoutException | SQLException e) {
                problem = " (" + e.getMessage() + ")";
            }
            if (Instant.now().isAfter(deadline)) {
                String detail = "not within " + limit.toSeconds() + " s: " + what + problem;
                say(detail);
                stalls.add(new Violation(Kind.STALLED, "-", detail));
                return false;
            }
            clock.pause(POLL);
        }
    }

    private void say(String line) {
        talk.accept(String.format(Locale.ROOT, "%8s  %s", seconds(Duration.between(started, Instant.now())), line));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
