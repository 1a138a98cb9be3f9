package io.trivium.fin.bench;

import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.fin.bench.OverloadStep.Result;
import io.trivium.fin.replay.AuthorizationSender;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures {@code POST /v1/authorizations} under overload: the normal rate, then rising rates until no more are decided
 * (the capacity), then multiples of that, each followed by the normal rate again.
 */
public final class OverloadBench {
    private static final int SECONDS = 20;
    private static final int STEP_SECONDS = 10;

    /** Nineteen days of them are some 190,000 authorizations, enough for ten times 600 a second. */
    private static final int CARDS = 11_000;

    private static final int HISTORY_DAYS = 1;

    /** Times the normal rate, which teaches the compiler more in two minutes than the normal rate itself. */
    private static final double WARM_UP = 3;

    private static final int WARM_UP_SECONDS = 120;

    /** A next measurement that takes less than this share of the one before is still getting better. */
    private static final double BETTER = 0.85;

    private static final int MOST_TRIES = 6;

    private static final double STEP = 1.25;

    /** Another step must decide so much more, or the one before was the capacity. */
    private static final double GAIN = 1.05;

    private final SyncBench history;
    private final OverloadClient client;
    private final Consumer<String> progress;
    private final List<Target> targets = new ArrayList<>();
    private long seed = 1;

    private OverloadBench(SyncBench history, OverloadClient client, Consumer<String> progress) {
        this.history = history;
        this.client = client;
        this.progress = progress;
    }

    /**
     * The plan of a run.
     *
     * @param normalPerSecond the rate of an ordinary hour
     * @param multiples of the capacity
     * @param apart whether the load generator has a processor of its own
     */
    public record Plan(double normalPerSecond, List<Integer> multiples, boolean apart) {
        public Plan {
            if (!(normalPerSecond >= 1 && normalPerSecond <= 2_000)) {
                throw new IllegalArgumentException("normal rate outside [1, 2000]: " + normalPerSecond);
            }
            multiples = List.copyOf(multiples);
        }
    }

    /** Runs it; takes some four minutes. */
    public static Measured run(
            Plan plan, URI service, String bootstrap, FinApi api, AuthorizationSender sender, Consumer<String> progress)
            throws InterruptedException {
        SyncBench history = new SyncBench(bootstrap, sender, api, new ProcessCpu(Map.of()), progress);
        try (OverloadClient client = new OverloadClient(service, api::bearer)) {
            return new OverloadBench(history, client, progress).run(plan);
        }
    }

    private Measured run(Plan plan) throws InterruptedException {
        BenchTraffic traffic = history.warmWorld(new SyncBench.Plan(plan.normalPerSecond(), 60), CARDS, HISTORY_DAYS);
        Result normal = steady(traffic, plan.normalPerSecond());
        double limit = 2 * normal.decided().p99();
        double capacity = capacity(traffic, plan.normalPerSecond());
        targets.add(Target.reported(
                "overload-normal-p99", Measured.round(normal.decided().p99()), "ms", null));
        targets.add(Target.reported("overload-capacity", Measured.round(capacity), "1/s", null));
        for (int multiple : plan.multiples()) {
            Result over = step(multiple + " times the capacity", traffic, multiple * capacity, SECONDS, limit);
            Result after = step("normal again", traffic, plan.normalPerSecond(), SECONDS, limit);
            report("overload-" + multiple + "x-", over, after, limit, capacity);
        }
        return new Measured(
                String.format(
                        Locale.ROOT,
                        "POST /v1/authorizations %.0f/s, then %s times the capacity for %d s each, arrivals fixed in advance"
                                + " (Poisson), latency from sending to the whole answer, the load generator on %s",
                        plan.normalPerSecond(),
                        plan.multiples(),
                        SECONDS,
                        plan.apart() ? "a processor of its own" : "the same processors"),
                targets);
    }

    /** A service that has just started is compiled while it works: normal is what no longer gets better. */
    private Result steady(BenchTraffic traffic, double perSecond) throws InterruptedException {
        step("warming up", traffic, WARM_UP * perSecond, WARM_UP_SECONDS, Double.MAX_VALUE);
        Result before = step("normal", traffic, perSecond, SECONDS, Double.MAX_VALUE);
        for (int tried = 1; tried < MOST_TRIES; tried++) {
            Result next = step("normal", traffic, perSecond, SECONDS, Double.MAX_VALUE);
            if (next.decided().p99() > BETTER * before.decided().p99()) return better(before, next);
            before = next;
        }
        return before;
    }

    /** The one that something else disturbed less: the other would let the overload take longer. */
    private static Result better(Result one, Result other) {
        return one.decided().p99() <= other.decided().p99() ? one : other;
    }

    private void report(String name, Result over, Result after, double limit, double capacity) {
        targets.add(Target.of(
                name + "admitted-p99", Measured.round(over.decided().p99()), "ms", limit, Better.LOWER, null));
        targets.add(Target.of(
                name + "goodput", Measured.round(over.decidedPerSecond()), "1/s", 0.9 * capacity, Better.HIGHER, null));
        targets.add(Target.reported(name + "sent", Measured.round(over.sent() / over.seconds()), "1/s", null));
        targets.add(Target.reported(name + "refused", over.refused().count(), "1", null));
        targets.add(Target.reported(
                name + "refusal-p50", Measured.round(over.refused().p50()), "ms", null));
        targets.add(Target.reported(
                name + "refusal-p99", Measured.round(over.refused().p99()), "ms", null));
        targets.add(Target.of(name + "neither", over.failed() + over.unanswered(), "1", 0, Better.LOWER, null));
        targets.add(Target.of(name + "recovery", after.settledAfter(), "s", 10, Better.LOWER, null));
    }

    /** The most that is decided a second, at any rate tried. */
    private double capacity(BenchTraffic traffic, double from) throws InterruptedException {
        double best = 0;
        for (double rate = from; ; rate *= STEP) {
            double decided = step("looking for the capacity", traffic, rate, STEP_SECONDS, Double.MAX_VALUE)
                    .decidedPerSecond();
            if (decided < GAIN * best) return Math.max(decided, best);
            best = decided;
        }
    }

    private Result step(String what, BenchTraffic traffic, double perSecond, int seconds, double limit)
            throws InterruptedException {
        long[] due = Arrivals.poisson(perSecond, seconds, seed++);
        String prefix = "overload-" + Long.toString(System.currentTimeMillis(), 36) + "-";
        Result result = new OverloadStep(HttpStep.bodies(traffic.take(due.length, prefix)), due).run(client, limit);
        progress.accept(String.format(
                Locale.ROOT,
                "%s: %.0f/s asked for %.0f s, %.0f/s decided, p50 %.1f ms, p99 %.1f ms; %d refused within p50 %.2f ms, p99"
                        + " %.2f ms; %d failed, %d not answered",
                what,
                result.sent() / result.seconds(),
                result.seconds(),
                result.decidedPerSecond(),
                result.decided().p50(),
                result.decided().p99(),
                result.refused().count(),
                result.refused().p50(),
                result.refused().p99(),
                result.failed(),
                result.unanswered()));
        return result;
    }
}
