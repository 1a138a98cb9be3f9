package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.pack.LatencyClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the time of a call with the champion's: medians of pairs of calls in turn, for one row and for several. Of
 * several rounds the best counts: a slow model is slow in all of them, a busy machine is not.
 */
final class LatencyGate implements ChallengerGate {
    private static final int ROUNDS = 3;
    private static final int PAIRS = 31;
    private static final int LEAST_PAIRS = 5;
    private static final int BATCH = 32;
    private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        GateMaterial material = examination.material();
        GateRows rows = material.recent().rows() > 0 ? material.recent() : material.held();
        if (rows.rows() == 0) return List.of(Found.unasked(name(), "time of a call", "there are no rows to answer"));
        List<GateResult> found = new ArrayList<>();
        int batch = Math.min(BATCH, examination.model().serving().maxBatch());
        Timed one = time(examination, rows.first(1));
        if (material.replacesRival()) {
            found.add(Found.notApplicable(
                    name() + ":rows-1",
                    "at most " + Found.number(examination.spec().latency()),
                    "the champion is a simple model; median " + Found.number(one.own() / 1e6) + " ms"));
        } else {
            found.add(ratio(examination, "1", one));
        }
        if (batch > 1 && !material.replacesRival()) {
            found.add(ratio(examination, Integer.toString(batch), time(examination, rows.first(batch))));
        }
        LatencyClass latency = examination.model().latencyClass();
        double most = switch (latency) {
            case INTERACTIVE -> 45;
            case NEAR_REAL_TIME -> 1_000;
            case BULK -> Double.POSITIVE_INFINITY;
        };
        if (Double.isFinite(most)) {
            found.add(Found.atMost(
                    name() + ":class", one.own() / 1e6, most, "milliseconds of a call with one row, class " + latency));
        }
        return found;
    }

    /** The best round. */
    private record Timed(double own, double champions) {
        double ratio() {
            return own / champions;
        }
    }

    private GateResult ratio(Examination examination, String rows, Timed timed) {
        return Found.atMost(
                name() + ":rows-" + rows,
                timed.ratio(),
                examination.spec().latency(),
                "times the champion: median " + Found.number(timed.own() / 1e6) + " ms, champion "
                        + Found.number(timed.champions() / 1e6) + " ms, best of " + ROUNDS + " rounds");
    }

    private static Timed time(Examination examination, GateRows rows) throws ExecutionException {
        Timed best = round(examination, rows);
        for (int i = 1; i < ROUNDS; i++) {
            Timed next = round(examination, rows);
            if (next.ratio() < best.ratio()) best = next;
        }
        return best;
    }

    private static Timed round(Examination examination, GateRows rows) throws ExecutionException {
        long[] own = new long[PAIRS];
        long[] champions = new long[PAIRS];
        int pairs = 0;
        long start = System.nanoTime();
        while (pairs < PAIRS && (pairs < LEAST_PAIRS || System.nanoTime() - start < ROUND_NANOS)) {
            boolean first = pairs % 2 == 0;
            if (first) own[pairs] = examination.challenger().nanos(rows);
            champions[pairs] = examination.champion().nanos(rows);
            if (!first) own[pairs] = examination.challenger().nanos(rows);
            pairs++;
        }
        return new Timed(median(Arrays.copyOf(own, pairs)), median(Arrays.copyOf(champions, pairs)));
    }

    private static double median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
