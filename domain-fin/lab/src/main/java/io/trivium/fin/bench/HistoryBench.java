package io.trivium.fin.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.replay.AuthorizationSender;
import io.trivium.fin.replay.DecisionWatch;
import io.trivium.fin.replay.Pace;
import io.trivium.fin.stream.StateSeed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures what an authorization costs after a history of some size, and how long lists of decisions take: the cards and
 * terminals that pay are those of the history, whose feature state and rows were written beforehand.
 */
public final class HistoryBench {
    /** Requests of each kind of list; the first fifth is not measured. */
    static final int LISTS = 50;

    private static final int PAGE = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The platform counts as at rest when its processes take less than this share of one core. */
    private static final double AT_REST = 0.25;

    /** And when less than this waits to be written to the disk, in MiB. */
    private static final long UNWRITTEN_AT_REST = 64;

    private static final Duration REST_SEEN = Duration.ofSeconds(10);
    private static final Duration REST_AWAITED = Duration.ofMinutes(10);

    /** As far back as cards and terminals remember; devices and counterparties remember less. */
    private static final int STATE_DAYS = 46;

    private final HistoryWorld world;
    private final String bootstrap;
    private final AuthorizationSender sender;
    private final Consumer<String> progress;
    private final String run = Long.toString(System.currentTimeMillis(), 36);

    /** @param sender of a historical tenant */
    public HistoryBench(HistoryWorld world, String bootstrap, AuthorizationSender sender, Consumer<String> progress) {
        this.world = world;
        this.bootstrap = bootstrap;
        this.sender = sender;
        this.progress = progress;
    }

    /** Submits payments for decision whose rows can then be copied. */
    public void sample(int count, double perSecond, String idPrefix) throws InterruptedException {
        long[] due = Arrivals.poisson(perSecond, count / perSecond, 1);
        play(idPrefix, 0, due, perSecond, "sampling");
    }

    /**
     * Writes the feature state of the history's last days; the service must be stopped.
     *
     * @return records written
     */
    public long state(StateSeed seed, Instant now) {
        long from = world.firstOfLast(STATE_DAYS);
        for (long i = from; i < world.rows(); i++) {
            double age = (world.rows() - i) * world.microsBetween() / 1e6;
            seed.add(world.authorization(i, null), now.minusSeconds((long) age));
            if ((i - from) % 500_000 == 499_999) {
                progress.accept("state of " + (i - from + 1) + " of " + (world.rows() - from) + " authorizations");
            }
        }
        return seed.written();
    }

    /**
     * Measures.
     *
     * @param rows in the table of decisions now
     * @throws IllegalArgumentException when more would be sent than fits between the history's end and the present
     */
    public HistoryFigures measure(long rows, double perSecond, int seconds, ProcessCpu cpu, FinApi analyst)
            throws IOException, InterruptedException {
        int warmUp = Math.min(60, seconds);
        long[] warm = Arrivals.poisson(perSecond, warmUp, 1);
        long[] due = Arrivals.poisson(perSecond, seconds, 2);
        if (warm.length + due.length > world.roomAfter()) {
            throw new IllegalArgumentException("at most " + world.roomAfter() + " authorizations fit after "
                    + world.rows() + " rows of history, warm-up included: a lower rate or a shorter measurement");
        }
        settle(cpu);
        String prefix = world.name() + '-' + run;
        play(prefix + "w-", world.rows(), warm, perSecond, "warming up");
        Map<String, Double> before = cpu.millis();
        LoadStep.Result result = play(prefix + "m-", world.rows() + warm.length, due, perSecond, "measuring");
        Map<String, Double> cost = cpu.perAuthorization(before, result.sent());
        return new HistoryFigures(
                rows,
                perSecond,
                seconds,
                result.sent(),
                result.lost(),
                result.degraded(),
                result.latency().p50(),
                result.latency().p99(),
                cost,
                lists(analyst));
    }

    /**
     * Waits for what the growing left to do: state is restored and compacted, tables are vacuumed, gigabytes are written
     * back to the disk. None of it is a part of what one authorization costs.
     */
    private void settle(ProcessCpu cpu) throws IOException, InterruptedException {
        new ProcessBuilder("sync").inheritIO().start().waitFor();
        long started = System.nanoTime();
        double before = total(cpu);
        while (true) {
            Pace.sleepUntil(System.nanoTime() + REST_SEEN.toNanos());
            double now = total(cpu);
            double cores = (now - before) / REST_SEEN.toMillis();
            long unwritten = UnwrittenPages.mebibytes();
            long waited = (System.nanoTime() - started) / 1_000_000_000;
            if ((cores < AT_REST && unwritten < UNWRITTEN_AT_REST) || waited > REST_AWAITED.toSeconds()) {
                progress.accept(String.format(
                        Locale.ROOT,
                        "at rest after %d s: %.2f cores without load, %d MiB not on the disk yet",
                        waited,
                        cores,
                        unwritten));
                return;
            }
            before = now;
        }
    }

    private static double total(ProcessCpu cpu) {
        return cpu.millis().values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private LoadStep.Result play(String prefix, long first, long[] due, double perSecond, String what)
            throws InterruptedException {
        List<Authorization> authorizations = new ArrayList<>(due.length);
        for (int i = 0; i < due.length; i++) authorizations.add(world.authorization(first + i, prefix + i));
        LoadStep step = new LoadStep(prefix, authorizations, due);
        try (DecisionWatch watch = DecisionWatch.start(bootstrap, step)) {
            LoadStep.Result result = step.run(perSecond, sender, PATIENCE);
            watch.throwIfFailed();
            progress.accept(DecisionBench.describe(what, result));
            if (result.lost() == result.sent()) {
                throw new IllegalStateException("none of " + result.sent() + " authorizations was decided: is"
                        + " domain-fin running, and is tenant "
                        + sender.tenant().value() + " a historical one?");
            }
            return result;
        }
    }

    /** Runs each kind of an analyst's query: the newest, far back by key, of one card, and those not approved. */
    private Map<String, Double> lists(FinApi analyst) throws IOException, InterruptedException {
        Instant deep = world.start().plus(Duration.ofDays(HistoryWorld.SPAN_DAYS / 8));
        JsonNode before = analyst.get("/v1/decisions?limit=" + PAGE + "&to=" + deep);
        String cursor = before.path("nextCursor").asText();
        if (cursor.isEmpty()) {
            throw new IllegalStateException("the list of decisions has no page behind that of " + deep);
        }
        Map<String, Double> millis = new LinkedHashMap<>();
        millis.put("first-page", median(analyst, i -> "/v1/decisions?limit=" + PAGE));
        millis.put("deep-page", median(analyst, i -> "/v1/decisions?limit=" + PAGE + "&cursor=" + cursor));
        millis.put(
                "by-card",
                median(analyst, i -> "/v1/decisions?limit=" + PAGE + "&sameCardAs=" + world.id(world.rows() - 1 - i)));
        millis.put(
                "by-outcome", median(analyst, i -> "/v1/decisions?limit=" + PAGE + "&outcome=refer&outcome=decline"));
        millis.put(
                "by-outcome-deep", median(analyst, i -> "/v1/decisions?limit=" + PAGE + "&outcome=decline&to=" + deep));
        return millis;
    }

    /** Provides the i-th query. */
    @FunctionalInterface
    private interface Question {
        String path(int i);
    }

    private static double median(FinApi analyst, Question question) throws IOException, InterruptedException {
        int warmUp = LISTS / 5;
        long[] nanos = new long[LISTS - warmUp];
        for (int i = 0; i < LISTS; i++) {
            long start = System.nanoTime();
            analyst.get(question.path(i));
            if (i >= warmUp) nanos[i - warmUp] = System.nanoTime() - start;
        }
        return LatencySummary.ofNanos(nanos).p50();
    }
}
