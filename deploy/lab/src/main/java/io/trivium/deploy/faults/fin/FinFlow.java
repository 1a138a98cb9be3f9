package io.trivium.deploy.faults.fin;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Lag;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Timer;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Authorizations over Kafka and HTTP, compared with an oracle. The state is judged by one probe per card and terminal
 * after all have been decided, and one more eight days of event time later, when all labels count.
 */
public final class FinFlow implements Flow {
    private static final Duration SETTLING = Duration.ofMinutes(4);

    private final Platform platform;
    private final long seed;
    private final int rate;
    private final Waits waits;
    private final String run = "f" + Long.toString(Instant.now().toEpochMilli(), 36);
    private final Ledger ledger = new Ledger();
    private final PlatformStatus status;
    private final KafkaAccess kafka;
    private final Rows rows;
    private final DecisionTail tail;
    private final Traffic traffic;
    private final KafkaSender sender;
    private final Timer loadTimer = new Timer();
    private final Timer giveUp = new Timer();
    private final StreamLoad load;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> probes = new ArrayList<>();
    private final AtomicReference<Judgement> judged = new AtomicReference<>();
    private final Thread follower;

    /** The findings at the end, and their judge. */
    record Judgement(Evidence evidence, Verdict verdict) {}

    /**
     * A load on a platform that is ready.
     *
     * @param rate authorizations a second over Kafka
     */
    public FinFlow(Platform platform, long seed, int rate, Waits waits) {
        this(platform, seed, rate, Traffic.STEP, waits);
    }

    /**
     * As {@link #FinFlow(Platform, long, int, Waits)}.
     *
     * @param step from one authorization to the next, in their own time: a long load must not get ahead of the present
     */
    public FinFlow(Platform platform, long seed, int rate, Duration step, Waits waits) {
        this.platform = platform;
        this.seed = seed;
        this.rate = rate;
        this.waits = waits;
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        this.kafka = platform.kafka();
        this.rows = new Rows(new Database(status, platform.data()), run);
        this.tail = new DecisionTail(kafka, run);
        this.traffic = new Traffic(run, seed, step);
        this.sender = new KafkaSender(kafka, ledger);
        this.load = new StreamLoad(traffic, sender, loadTimer, rate);
        this.follower = Thread.ofPlatform().name("faults-tail").daemon().unstarted(tail);
    }

    @Override
    public String name() {
        return "fin";
    }

    String run() {
        return run;
    }

    KafkaAccess kafka() {
        return kafka;
    }

    Waits waits() {
        return waits;
    }

    DecisionTail tail() {
        return tail;
    }

    Ledger ledger() {
        return ledger;
    }

    Rows rows() {
        return rows;
    }

    @Override
    public boolean begin() throws InterruptedException {
        follower.start();
        threads.add(Thread.ofPlatform().name("faults-load").daemon().start(load));
        URI service = URI.create("http://127.0.0.1:" + status.ports().fin());
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        Identity identity = new Identity(status, platform.data(), http);
        for (int i = 0; i < 2; i++) {
            HttpLoad caller = new HttpLoad(
                    run,
                    i == 0 ? "a" : "b",
                    seed + 1 + i,
                    service,
                    () -> identity.token("trivium-ingest-demo"),
                    sender,
                    ledger,
                    loadTimer,
                    giveUp);
            threads.add(Thread.ofPlatform().name("faults-http-" + i).daemon().start(caller));
        }
        return waits.await(
                "the first authorizations are decided",
                Waits.RECOVERY,
                () -> load.sequence() > rate
                        && tail.since(rate / 2, id -> ledger.isAcknowledged(id) && tail.isScored(id))
                                .isPresent());
    }

    @Override
    public long mark() {
        return load.sequence();
    }

    /**
     * Without the runtime, decisions continue as fallbacks: the path is complete when a model answers and the row is
     * stored.
     */
    @Override
    public boolean isThroughSince(long mark) throws SQLException {
        Predicate<String> whole = id -> ledger.isAcknowledged(id) && tail.isScored(id);
        Optional<String> through = tail.since(mark, whole);
        return through.isPresent() && rows.has(through.orElseThrow());
    }

    @Override
    public void settle() throws InterruptedException {
        endLoad();
        settleRest();
        if (waits.stalls().isEmpty()) {
            List<Payment> first =
                    new ArrayList<>(Probes.of(run, 1, traffic.end().plus(Duration.ofHours(1))));
            first.addAll(Probes.ofLive(run, 1));
            probe(first);
            probe(Probes.of(run, 2, traffic.end().plus(Duration.ofDays(8))));
        }
    }

    @Override
    public void endLoad() throws InterruptedException {
        loadTimer.stop();
        for (Thread thread : threads) thread.join(Duration.ofSeconds(60));
        giveUp.stop();
        for (Thread thread : threads) thread.join(Duration.ofSeconds(20));
        threads.clear();
    }

    /** Sends the rest, repeats half of the uncertain ones, and waits until none is in progress. */
    private void settleRest() throws InterruptedException {
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
        // Labels have no decisions that would confirm their receipt.
        if (awaitDecided()) awaitDrained(Lag.GROUPS);
    }

    private boolean awaitDecided() throws InterruptedException {
        Set<String> acknowledged = ledger.acknowledged();
        return waits.await(
                "every acknowledged authorization (" + acknowledged.size() + ") is decided",
                SETTLING,
                () -> tail.hasAll(acknowledged));
    }

    private void awaitDrained(List<String> groups) throws InterruptedException {
        try (Lag lag = new Lag(kafka)) {
            for (String group : groups) {
                if (!waits.await(
                        "the group " + group + " has nothing left to do", SETTLING, () -> lag.of(group) == 0)) {
                    return;
                }
            }
        }
    }

    private void probe(List<Payment> payments) throws InterruptedException {
        for (Payment payment : payments) {
            probes.add(payment.id());
            sender.send(new Traffic.Step.Authorize(payment, false, true));
        }
        sender.flush();
        if (awaitDecided()) awaitDrained(Lag.BEHIND_FEATURES);
    }

    @Override
    public List<Violation> judge() throws InterruptedException {
        return judgement().verdict().violations();
    }

    /** Reads the remaining data, again on each call. */
    Judgement judgement() throws InterruptedException {
        Judgement found = judgeNow();
        judged.set(found);
        return found;
    }

    private Judgement judgeNow() throws InterruptedException {
        TopicLog log = new TopicLog(kafka, run);
        try {
            Evidence evidence = new Evidence(
                    ledger.sent(),
                    ledger.acknowledged(),
                    log.received(),
                    ledger.labels(),
                    log.decisions(),
                    rows.all(),
                    log.deadLetters(),
                    List.copyOf(probes),
                    recheck());
            return new Judgement(evidence, Verdict.on(evidence));
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The decisions in PostgreSQL cannot be read: " + e.getMessage());
        }
    }

    private Recheck recheck() throws InterruptedException {
        waits.say("computing every feature of every decision once more");
        return Recheck.of(new Tools(Installation.current())
                .finOutput(
                        List.of("recheck", "--bootstrap", kafka.bootstrap(), "--prefix", run + "-"),
                        Tools.environment(status, platform.data())));
    }

    /** The findings of the same judge after data was broken without the platform's knowledge. */
    public List<Violation> sabotaged(List<FinSabotage> kinds) throws InterruptedException {
        Database database = new Database(status, platform.data());
        try {
            for (int i = 0; i < kinds.size(); i++) {
                waits.say("sabotage: " + kinds.get(i));
                String id = tail.since(10L * (i + 1), ledger::isAcknowledged)
                        .orElseThrow(() -> LauncherException.failure(
                                "The run left nothing for a sabotage of payments; run it for longer."));
                kinds.get(i).apply(id, ledger, database);
            }
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The sabotage failed: " + e.getMessage());
        }
        return judge();
    }

    @Override
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("authorizations-acknowledged", (long) ledger.acknowledged().size());
        counts.put("authorizations-of-unknown-outcome", (long) ledger.unknown().size());
        counts.put("payment-labels-acknowledged", (long) ledger.labels().size());
        Judgement found = judged.get();
        if (found != null) {
            counts.put("decisions-repeated-in-log", (long) found.verdict().repeated());
            counts.put("decisions-by-fallback", (long) found.verdict().fallbacks());
            counts.put("features-compared-with-oracle", (long) found.verdict().compared());
            counts.put("features-computed-once-more", found.evidence().recheck().features());
        }
        return counts;
    }

    @Override
    public List<Promise> promises() {
        return List.of(Violation.Kind.values());
    }

    @Override
    public void abandon() {
        loadTimer.stop();
        giveUp.stop();
        tail.stop();
        sender.close();
    }
}
