package io.trivium.fin.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DecisionWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Measures {@code POST /v1/authorizations} from the time a request was due to its answer with the decision. The tenant
 * is a live one: the world covers the last {@value #SPAN_DAYS} days, so the service must accept authorizations that
 * old, as it does in the standalone platform. The days before the measured ones fill the windows over Kafka.
 */
public final class SyncBench {
    private static final int SPAN_DAYS = 20;
    private static final int HISTORY_DAYS = 7;
    private static final double HISTORY_RATE = 600;

    /** Services that have just started decide a tenth of that rate on one processor. */
    private static final Duration HISTORY_PATIENCE = Duration.ofMinutes(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String bootstrap;
    private final AuthorizationSender sender;
    private final FinApi api;
    private final ProcessCpu cpu;
    private final Consumer<String> progress;

    /** @param sender of the tenant that the API's token names */
    public SyncBench(
            String bootstrap, AuthorizationSender sender, FinApi api, ProcessCpu cpu, Consumer<String> progress) {
        this.bootstrap = bootstrap;
        this.sender = sender;
        this.api = api;
        this.cpu = cpu;
        this.progress = progress;
    }

    /** The rate and duration of a run. */
    public record Plan(double perSecond, int seconds) {
        public Plan {
            if (!(perSecond >= 1 && perSecond <= 5_000)) {
                throw new IllegalArgumentException("rate of the synchronous API outside [1, 5000]: " + perSecond);
            }
            if (seconds < 1 || seconds > 3_600) {
                throw new IllegalArgumentException("seconds outside [1, 3600]: " + seconds);
            }
        }

        int warmUpSeconds() {
            return Math.min(60, seconds);
        }

        /** Enough that what is sent fits into the days left, with one to spare. */
        int cards() {
            double sent = perSecond * (seconds + warmUpSeconds());
            return Math.max(BenchTraffic.CARDS, (int) Math.ceil(sent / (SPAN_DAYS - HISTORY_DAYS - 1)));
        }
    }

    public Measured run(Plan plan) throws InterruptedException {
        BenchTraffic traffic = warmWorld(plan);
        String run = Long.toString(System.currentTimeMillis(), 36);
        Map<String, Double> before = cpu.millis();
        LoadStep.Result result =
                step("measuring over HTTP", traffic, "sync-" + run + "-m-", plan.perSecond, plan.seconds, 2);
        return measured(plan, result, cpu.perAuthorization(before, result.sent()));
    }

    /**
     * One of several stretches that were measured one after another.
     *
     * @param unanswered requests without a decision
     */
    public record Stretch(
            Instant begin, Instant end, int sent, int unanswered, int degraded, double p50, double p99, double max) {}

    /**
     * Measures interval after interval, as long as {@code goOn} returns true and there are days left; other load on the
     * platform during that time is visible in its intervals. Warms up first.
     *
     * @param plan the rate, and the maximum total length of all intervals
     * @param seconds length of an interval
     * @param goOn receives each interval and decides whether there is another
     */
    public List<Stretch> stretches(Plan plan, int seconds, Predicate<Stretch> goOn) throws InterruptedException {
        BenchTraffic traffic = warmWorld(plan);
        String run = Long.toString(System.currentTimeMillis(), 36);
        List<Stretch> stretches = new ArrayList<>();
        boolean wanted = true;
        for (int i = 0; wanted && (i + 1) * seconds <= plan.seconds; i++) {
            Instant begin = Instant.now();
            LoadStep.Result result =
                    step("measuring over HTTP", traffic, "sync-" + run + "-" + i + "-", plan.perSecond, seconds, i + 2);
            LatencySummary latency = result.latency();
            Stretch stretch = new Stretch(
                    begin,
                    Instant.now(),
                    result.sent(),
                    result.lost(),
                    result.degraded(),
                    Measured.round(latency.p50()),
                    Measured.round(latency.p99()),
                    Measured.round(latency.max()));
            stretches.add(stretch);
            wanted = goOn.test(stretch);
        }
        return stretches;
    }

    private BenchTraffic warmWorld(Plan plan) throws InterruptedException {
        return warmWorld(plan, plan.cards(), HISTORY_DAYS);
    }

    /**
     * A world whose windows are filled, after a warm-up over HTTP.
     *
     * @param cards of which each pays once a day on average; there are {@value #SPAN_DAYS} days until today
     * @param historyDays of these, which fill the windows before anything is measured
     */
    BenchTraffic warmWorld(Plan plan, int cards, int historyDays) throws InterruptedException {
        String run = Long.toString(System.currentTimeMillis(), 36);
        BenchTraffic traffic = traffic(cards, run);
        fill(traffic, historyDays, "sync-" + run + "-h-");
        step("warming up over HTTP", traffic, "sync-" + run + "-w-", plan.perSecond, plan.warmUpSeconds(), 1);
        return traffic;
    }

    private static BenchTraffic traffic(int cards, String run) {
        return new BenchTraffic(
                run,
                System.currentTimeMillis(),
                cards,
                LocalDate.now(ZoneOffset.UTC).minusDays(SPAN_DAYS));
    }

    private void fill(BenchTraffic traffic, int days, String prefix) throws InterruptedException {
        List<Authorization> history = traffic.days(days, prefix);
        long[] due = new long[history.size()];
        for (int i = 0; i < due.length; i++) due[i] = (long) (i * 1e9 / HISTORY_RATE);
        progress.accept("filling windows: " + due.length + " authorizations of " + days + " days");
        LoadStep step = new LoadStep(prefix, history, due);
        try (DecisionWatch watch = DecisionWatch.start(bootstrap, step)) {
            LoadStep.Result result = step.run(HISTORY_RATE, sender, HISTORY_PATIENCE);
            watch.throwIfFailed();
            progress.accept(DecisionBench.describe("filled", result));
            if (result.lost() == result.sent()) {
                throw new IllegalStateException(
                        "none of " + result.sent() + " authorizations was decided: is domain-fin"
                                + " running, and does it take authorizations of tenant "
                                + sender.tenant().value() + " that are " + SPAN_DAYS + " days old?");
            }
        }
    }

    private LoadStep.Result step(
            String what, BenchTraffic traffic, String prefix, double perSecond, int seconds, long seed)
            throws InterruptedException {
        long[] due = Arrivals.poisson(perSecond, seconds, seed);
        HttpStep step = new HttpStep(traffic.take(due.length, prefix), due);
        LoadStep.Result result = step.run(perSecond, api::post, PATIENCE);
        progress.accept(DecisionBench.describe(what, result));
        if (result.lost() > 0) progress.accept("instead of decisions: " + step.failures());
        if (result.lost() == result.sent()) {
            throw new IllegalStateException("no request was answered with a decision: " + step.failures());
        }
        return result;
    }

    static Measured measured(Plan plan, LoadStep.Result result, Map<String, Double> perAuthorization) {
        LatencySummary latency = result.latency();
        List<Target> targets = new ArrayList<>();
        targets.add(Target.reported("fin-sync-latency-p50", Measured.round(latency.p50()), "ms", null));
        targets.add(Target.of(
                "fin-sync-latency-p99",
                Measured.round(latency.p99()),
                "ms",
                DecisionBench.LIMIT_MS,
                Better.LOWER,
                "Tazama 4.0: target 35 ms; Mastercard DI Pro < 50 ms (vendor's figure)"));
        targets.add(Target.reported("fin-sync-latency-p99.9", Measured.round(latency.p999()), "ms", null));
        targets.add(Target.reported("fin-sync-latency-max", Measured.round(latency.max()), "ms", null));
        targets.add(Target.of("fin-sync-unanswered", result.lost(), "1", 0, Better.LOWER, null));
        targets.add(Target.of("fin-sync-degraded", result.degraded(), "1", 0, Better.LOWER, null));
        targets.add(Target.reported("fin-sync-send-lag-max", Measured.round(result.sendLagMs()), "ms", null));
        targets.addAll(Measured.cpu("fin-sync-cpu-", perAuthorization));
        String load = String.format(
                Locale.ROOT,
                "POST /v1/authorizations %.0f/s for %d s, arrivals fixed in advance (Poisson), latency from the time due"
                        + " to the answer with the decision, connections kept; before it %d days of history and a"
                        + " warm-up of %d s",
                plan.perSecond,
                plan.seconds,
                HISTORY_DAYS,
                plan.warmUpSeconds());
        return new Measured(load, targets);
    }
}
