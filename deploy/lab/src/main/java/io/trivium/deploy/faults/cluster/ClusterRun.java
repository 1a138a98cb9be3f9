package io.trivium.deploy.faults.cluster;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Lag;
import io.trivium.deploy.faults.Timer;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.faults.fin.DecisionTail;
import io.trivium.deploy.faults.fin.Evidence;
import io.trivium.deploy.faults.fin.KafkaSender;
import io.trivium.deploy.faults.fin.Ledger;
import io.trivium.deploy.faults.fin.LoggedDecision;
import io.trivium.deploy.faults.fin.Payment;
import io.trivium.deploy.faults.fin.Probes;
import io.trivium.deploy.faults.fin.Recheck;
import io.trivium.deploy.faults.fin.Rows;
import io.trivium.deploy.faults.fin.StreamLoad;
import io.trivium.deploy.faults.fin.TopicLog;
import io.trivium.deploy.faults.fin.Traffic;
import io.trivium.deploy.faults.fin.Verdict;
import io.trivium.deploy.faults.med.MedFlow;
import io.trivium.deploy.faults.plant.PlantFlow;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Profile;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Restarts every process of a cluster one after the other under load, then kills one of each kind, and compares the
 * remaining data with the sent data. The next is touched when an authorization sent after the one before was decided
 * and that process is ready again.
 */
public final class ClusterRun {
    private static final List<String> SERVICES =
            List.of("model-runtime", "domain-fin", "domain-med", "domain-industrial");
    private static final Duration SETTLING = Duration.ofMinutes(4);
    /** Of a study; so few are refused, and the report about that is the result. */
    private static final int SLICES = 6;

    /** The warm-up of just-started services, during which they are slower, as a multiple of the calm time. */
    private static final int WARM_UP_CALMS = 2;

    /** After each restart, for the standby to catch up, and at the end, for the last answers. */
    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final Platform platform;
    private final ClusterPlan plan;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final String run = "c" + Long.toString(started.toEpochMilli(), 36);
    private final Waits waits;
    private final Ledger ledger = new Ledger();
    private final PlatformStatus status;
    private final Profile profile;
    private final KafkaAccess kafka;
    private final DecisionTail tail;
    private final Rows rows;
    /** Loads of the other domains, each with a judge of its own. */
    private final List<Flow> others;

    private final List<ClusterReport.Step> steps = new ArrayList<>();

    /**
     * A run on a cluster that is ready.
     *
     * @param talk receives progress lines
     */
    public ClusterRun(Platform platform, ClusterPlan plan, Consumer<String> talk) {
        this.platform = platform;
        this.plan = plan;
        this.talk = talk;
        this.waits = new Waits(started, talk);
        this.status = platform.status()
                .orElseThrow(() -> LauncherException.notReady("The platform is not running; run ./trivium up."));
        this.profile = platform.profile();
        this.kafka = platform.kafka();
        this.rows = new Rows(new Database(status, platform.data()), run);
        this.tail = new DecisionTail(kafka, run);
        this.others = plan.paymentsOnly()
                ? List.of()
                : List.of(
                        new PlantFlow(platform, plan.seed(), 1, waits, status.ports()),
                        new MedFlow(platform, SLICES, waits, status.ports().dicom()));
    }

    /** Runs to the end, regardless of its findings. */
    public ClusterReport run() throws InterruptedException {
        waits.say(
                "profile " + profile + ", seed " + plan.seed() + ", " + plan.rate() + " authorizations/s, run " + run);
        Thread follower = Thread.ofPlatform().name("cluster-tail").daemon().start(tail);
        List<String> probes = new ArrayList<>();
        Timer timer = new Timer();
        Timer giveUp = new Timer();
        HttpClient http = HttpClient.newHttpClient();
        ClusterCalls calls = new ClusterCalls(
                run,
                plan,
                IntStream.rangeClosed(1, profile.instances())
                        .mapToObj(number ->
                                URI.create("http://127.0.0.1:" + status.ports().service("domain-fin", number)))
                        .toList(),
                new Identity(status, platform.data(), http),
                ledger,
                timer,
                giveUp);
        try (KafkaSender sender = new KafkaSender(kafka, ledger)) {
            Traffic traffic = new Traffic(run, plan.seed());
            StreamLoad load = new StreamLoad(traffic, sender, timer, plan.overKafka());
            List<Thread> threads = List.of(
                    Thread.ofPlatform().name("cluster-load").daemon().start(load),
                    Thread.ofPlatform().name("cluster-calls").daemon().start(calls));
            try {
                if (awaitDecisionSince(load, plan.overKafka(), "at the start") && beginOthers()) touchAll(load);
            } finally {
                timer.stop();
                threads.getFirst().join(Duration.ofSeconds(60));
                waits.pause(BETWEEN);
                giveUp.stop();
                threads.getLast().join(Duration.ofSeconds(30));
            }
            for (Flow other : others) other.endLoad();
            settle(traffic, sender);
            for (Flow other : others) other.settle();
            if (waits.stalls().isEmpty()) {
                List<Payment> first =
                        new ArrayList<>(Probes.of(run, 1, traffic.end().plus(Duration.ofHours(1))));
                first.addAll(Probes.ofLive(run, 1));
                probe(first, sender, probes);
                probe(Probes.of(run, 2, traffic.end().plus(Duration.ofDays(8))), sender, probes);
            }
        } finally {
            others.forEach(Flow::abandon);
            tail.stop();
            follower.join(Duration.ofSeconds(10));
        }
        return report(probes, calls.answers());
    }

    private boolean beginOthers() throws InterruptedException {
        boolean begun = true;
        for (Flow other : others) begun &= other.begin();
        return begun;
    }

    private void touchAll(StreamLoad load) throws InterruptedException {
        phase(ClusterReport.WARM_UP);
        waits.pause(plan.calm().multipliedBy(WARM_UP_CALMS));
        phase(ClusterReport.CALM);
        waits.pause(plan.calm());
        phase("restarts");
        for (String broker : profile.names("kafka")) touch(broker, load, false);
        for (String service : SERVICES) {
            for (String instance : profile.names(service)) touch(instance, load, false);
        }
        phase("kills");
        touch(profile.names("kafka").getLast(), load, true);
        for (String service : SERVICES) touch(profile.names(service).getFirst(), load, true);
        phase("calm-again");
        waits.pause(plan.calm());
    }

    private void phase(String name) {
        waits.say("phase " + name);
        steps.add(new ClusterReport.Step(name, "", Instant.now(), null, null));
    }

    /** Ends a process, by SIGTERM or SIGKILL, and waits until the work continues and it has recovered. */
    private void touch(String component, StreamLoad load, boolean kill) throws InterruptedException {
        Optional<ProcessHandle> process = process(component);
        if (process.isEmpty()) {
            return; // not built, or on its way back already
        }
        String how = kill ? "kill -9" : "restart";
        long pid = process.orElseThrow().pid();
        waits.say(how + " of " + component + " (pid " + pid + ")");
        Instant at = Instant.now();
        if (kill) process.orElseThrow().destroyForcibly();
        else process.orElseThrow().destroy();
        long mark = load.sequence();
        awaitDecisionSince(load, mark, "after the " + how + " of " + component);
        Duration decided = Duration.between(at, Instant.now());
        waits.await(component + " is ready again", Waits.RECOVERY, () -> isReady(component, pid));
        Duration ready = Duration.between(at, Instant.now());
        steps.add(new ClusterReport.Step(how, component, at, decided, ready));
        waits.say("  decided again after " + Waits.seconds(decided) + ", ready again after " + Waits.seconds(ready));
        waits.pause(BETWEEN);
    }

    /** Whether those of a second that follows were decided, of all partitions, but those whose clients gave up. */
    private boolean awaitDecisionSince(StreamLoad load, long mark, String when) throws InterruptedException {
        long enough = mark + plan.overKafka();
        return waits.await("the authorizations of a second " + when + " are decided", Waits.RECOVERY, () -> {
            if (load.sequence() <= enough) return false;
            Set<String> awaited = awaitedBetween(mark, enough);
            return awaited.stream().allMatch(ledger::isAcknowledged) && tail.hasAll(awaited);
        });
    }

    private Set<String> awaitedBetween(long from, long to) {
        return IntStream.range(Math.toIntExact(from), Math.toIntExact(to))
                .mapToObj(sequence -> Traffic.id(run, sequence))
                .filter(id -> !ledger.mayBeGivenUp(id))
                .collect(Collectors.toSet());
    }

    private Optional<ProcessHandle> process(String component) {
        return component(component)
                .map(ComponentStatus::pid)
                .filter(pid -> pid > 0)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive);
    }

    private Optional<ComponentStatus> component(String name) {
        return platform.status().flatMap(now -> now.component(name));
    }

    private boolean isReady(String component, long before) {
        return component(component)
                .filter(now -> now.pid() != before && now.state() == ComponentState.READY)
                .isPresent();
    }

    private void settle(Traffic traffic, KafkaSender sender) throws InterruptedException {
        traffic.rest().forEach(sender::send);
        sender.flush();
        ledger.surprises().forEach(what -> waits.stall("-", what));
        waits.say(ledger.sent().size() + " sent, " + ledger.unknown().size() + " of unknown outcome");
        awaitDecided();
    }

    private void awaitDecided() throws InterruptedException {
        Set<String> acknowledged = ledger.acknowledged();
        boolean decided = waits.await(
                "every acknowledged authorization (" + acknowledged.size() + ") is decided",
                SETTLING,
                () -> tail.hasAll(acknowledged));
        if (!decided) return;
        try (Lag lag = new Lag(kafka)) {
            for (String group : Lag.GROUPS) {
                waits.await("the group " + group + " has nothing left to do", SETTLING, () -> lag.of(group) == 0);
            }
        }
    }

    /**
     * One after the other: two in flight at once might or might not count for each other, depending on their
     * partitions.
     */
    private void probe(List<Payment> payments, KafkaSender sender, List<String> probes) throws InterruptedException {
        waits.say("asking for what is known by " + payments.size() + " authorizations, one after the other");
        for (Payment payment : payments) {
            probes.add(payment.id());
            sender.send(new Traffic.Step.Authorize(payment, false, true));
            sender.flush();
            if (!waits.await(payment.id() + " is decided", SETTLING, () -> tail.hasAll(Set.of(payment.id())))) return;
        }
        awaitDecided();
    }

    private ClusterReport report(List<String> probes, List<ClusterCalls.Answer> answers) throws InterruptedException {
        TopicLog log = new TopicLog(kafka, run);
        List<LoggedDecision> decisions = log.decisions();
        int distinct = Math.toIntExact(
                decisions.stream().map(LoggedDecision::id).distinct().count());
        try {
            Evidence evidence = new Evidence(
                    ledger.sent(),
                    ledger.acknowledged(),
                    log.received(),
                    ledger.labels(),
                    decisions,
                    rows.all(),
                    log.deadLetters(),
                    probes,
                    // The logs of several partitions have no common order in which all could be computed once more.
                    new Recheck(distinct, 0, 0, 0, 0, Map.of()));
            Verdict verdict = Verdict.on(evidence);
            List<Violation> violations = new ArrayList<>(waits.stalls());
            violations.addAll(verdict.violations());
            for (Flow other : others) violations.addAll(other.judge());
            ClusterReport report = new ClusterReport(
                    plan,
                    profile,
                    started,
                    Duration.between(started, Instant.now()),
                    List.copyOf(steps),
                    others,
                    answers,
                    evidence,
                    verdict,
                    List.copyOf(violations));
            report.lines().forEach(talk);
            return report;
        } catch (SQLException | SqlFailure e) {
            throw LauncherException.failure("The decisions in PostgreSQL cannot be read: " + e.getMessage());
        }
    }
}
