package io.trivium.fin.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DecisionWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures the time from sending an authorization to having its decision, against a platform that is running, and then
 * the highest rate at which that time stays within its limit.
 *
 * <p>Before measuring, the windows are filled with days of history at a moderate rate; those
 * decisions are not measured. Authorizations carry event times of 2020 on, so the tenant must be a historical one.
 */
public final class DecisionBench {
    /** p99 that a decision may take, in milliseconds. */
    public static final double LIMIT_MS = 45;

    /** As far back as features look: 7 days of label delay, 30 of window, and the day that its end cuts. */
    public static final int HISTORY_DAYS = 38;

    private static final double HISTORY_RATE = 600;
    private static final double PROBE_GROWTH = 1.4;
    private static final double STEP_BACK = 0.85;
    private static final double HIGHEST_PROBE = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String bootstrap;
    private final AuthorizationSender sender;
    private final ProcessCpu cpu;
    private final Consumer<String> progress;
    private final String run = Long.toString(System.currentTimeMillis(), 36);
    private final BenchTraffic traffic = new BenchTraffic(run, System.currentTimeMillis());
    private int steps;

    /**
     * A benchmark of the platform behind the broker.
     *
     * @param cpu the platform's processes, or none
     * @param progress takes one sentence per stretch of load
     */
    public DecisionBench(String bootstrap, AuthorizationSender sender, ProcessCpu cpu, Consumer<String> progress) {
        this.bootstrap = bootstrap;
        this.sender = sender;
        this.cpu = cpu;
        this.progress = progress;
    }

    /**
     * The plan of a measurement.
     *
     * @param perSecond rate of the main measurement
     * @param seconds length of it, and of the confirmation of the highest rate
     * @param search whether to look for the highest rate at all
     * @param historyDays days that fill the windows beforehand
     */
    public record Plan(double perSecond, int seconds, boolean search, int historyDays) {
        public Plan {
            if (!(perSecond >= 1 && perSecond <= HIGHEST_PROBE)) {
                throw new IllegalArgumentException("rate outside [1, " + HIGHEST_PROBE + "]: " + perSecond);
            }
            if (seconds < 1 || seconds > 3_600) {
                throw new IllegalArgumentException("seconds outside [1, 3600]: " + seconds);
            }
            if (historyDays < 1 || historyDays > 365) {
                throw new IllegalArgumentException("days of history outside [1, 365]: " + historyDays);
            }
        }

        /** As long as the measurement, at most a minute: compilers of five processes share the cores with the traffic. */
        int warmUpSeconds() {
            return Math.min(60, seconds);
        }
    }

    public Measured run(Plan plan) throws InterruptedException {
        warmUp(plan);
        Map<String, Double> before = cpu.millis();
        LoadStep.Result main = measure("measuring", plan.perSecond, plan.seconds);
        Map<String, Double> perAuthorization = cpu.perAuthorization(before, main.sent());
        LoadStep.@Nullable Result held = plan.search ? search(plan) : null;
        return measured(plan, main, perAuthorization, held);
    }

    private void warmUp(Plan plan) throws InterruptedException {
        String prefix = prefix();
        List<Authorization> history = traffic.days(plan.historyDays, prefix);
        long[] due = new long[history.size()];
        for (int i = 0; i < due.length; i++) due[i] = (long) (i * 1e9 / HISTORY_RATE);
        progress.accept("filling windows: " + history.size() + " authorizations of " + plan.historyDays + " days at "
                + (int) HISTORY_RATE + "/s");
        LoadStep.Result result = play(new LoadStep(prefix, history, due), HISTORY_RATE);
        if (result.lost() == result.sent()) {
            throw new IllegalStateException("none of " + result.sent()
                    + " authorizations was decided: is domain-fin running, and is tenant "
                    + sender.tenant().value()
                    + " one of platform.fin.authorization.historical-tenants?");
        }
        progress.accept(describe("filled", result));
        measure("warming up", plan.perSecond, plan.warmUpSeconds());
    }

    /** Short probes of rising rate up to the first that fails, then a full confirmation, stepping back until it holds. */
    private LoadStep.@Nullable Result search(Plan plan) throws InterruptedException {
        int probeSeconds = Math.min(10, plan.seconds);
        double best = plan.perSecond;
        for (double rate = plan.perSecond * PROBE_GROWTH; rate <= HIGHEST_PROBE; rate *= PROBE_GROWTH) {
            if (!measure("probing", rate, probeSeconds).holds(LIMIT_MS)) break;
            best = rate;
        }
        for (double rate = best * Math.sqrt(PROBE_GROWTH); rate >= 1; rate *= STEP_BACK) {
            LoadStep.Result result = measure("holding", rate, plan.seconds);
            if (result.holds(LIMIT_MS)) return result;
        }
        return null;
    }

    private LoadStep.Result measure(String what, double perSecond, int seconds) throws InterruptedException {
        long[] due = Arrivals.poisson(perSecond, seconds, steps);
        String prefix = prefix();
        LoadStep.Result result = play(new LoadStep(prefix, traffic.take(due.length, prefix), due), perSecond);
        progress.accept(describe(what, result));
        return result;
    }

    private LoadStep.Result play(LoadStep step, double perSecond) throws InterruptedException {
        try (DecisionWatch watch = DecisionWatch.start(bootstrap, step)) {
            LoadStep.Result result = step.run(perSecond, sender, PATIENCE);
            watch.throwIfFailed();
            return result;
        }
    }

    private String prefix() {
        return "bench-" + run + "-" + steps++ + "-";
    }

    static String describe(String what, LoadStep.Result result) {
        LatencySummary latency = result.latency();
        return String.format(
                Locale.ROOT,
                "%s %.0f/s: %d sent, p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.1f ms, %d lost, %d duplicated,"
                        + " %d degraded",
                what,
                result.perSecond(),
                result.sent(),
                latency.p50(),
                latency.p99(),
                latency.p999(),
                latency.max(),
                result.lost(),
                result.duplicated(),
                result.degraded());
    }

    static Measured measured(
            Plan plan, LoadStep.Result main, Map<String, Double> perAuthorization, LoadStep.@Nullable Result held) {
        LatencySummary latency = main.latency();
        List<Target> targets = new ArrayList<>();
        targets.add(Target.reported("fin-decision-latency-p50", round(latency.p50()), "ms", null));
        targets.add(Target.of(
                "fin-decision-latency-p99",
                round(latency.p99()),
                "ms",
                LIMIT_MS,
                Better.LOWER,
                "FICO Falcon 40-60 ms, Stripe Radar < 100 ms, Mastercard DI Pro < 50 ms (vendors' figures)"));
        targets.add(Target.reported("fin-decision-latency-p99.9", round(latency.p999()), "ms", null));
        targets.add(Target.reported("fin-decision-latency-max", round(latency.max()), "ms", null));
        targets.add(Target.of("fin-decisions-lost", main.lost(), "1", 0, Better.LOWER, null));
        targets.add(Target.of("fin-decisions-duplicated", main.duplicated(), "1", 0, Better.LOWER, null));
        targets.add(Target.of("fin-decisions-degraded", main.degraded(), "1", 0, Better.LOWER, null));
        targets.add(Target.reported("fin-send-lag-max", round(main.sendLagMs()), "ms", null));
        targets.addAll(Measured.cpu("fin-cpu-", perAuthorization));
        if (plan.search) {
            double rate = held == null ? 0 : Math.floor(held.perSecond());
            targets.add(Target.of(
                    "fin-rate-held",
                    rate,
                    "1/s",
                    plan.perSecond,
                    Better.HIGHER,
                    "Tazama 4.0: 2,240/s on 944 vCPU, target 3,000/s"));
            targets.add(Target.of(
                    "fin-rate-held-per-cpu",
                    round(rate / BenchReport.Machine.current().cpus()),
                    "1/s",
                    2.4,
                    Better.HIGHER,
                    "Tazama 4.0: 2.4/s per vCPU"));
            if (held != null) {
                targets.add(Target.reported(
                        "fin-rate-held-latency-p99", round(held.latency().p99()), "ms", null));
            }
        }
        String load = String.format(
                Locale.ROOT,
                "%.0f authorizations/s for %d s, arrivals fixed in advance (Poisson), latency from the time due to the"
                        + " decision consumed; before it %d days of history and a warm-up of %d s; everything on one"
                        + " machine",
                plan.perSecond,
                plan.seconds,
                plan.historyDays,
                plan.warmUpSeconds());
        return new Measured(load, targets);
    }

    private static double round(double value) {
        return Double.isFinite(value) ? Math.round(value * 100) / 100.0 : value;
    }
}
