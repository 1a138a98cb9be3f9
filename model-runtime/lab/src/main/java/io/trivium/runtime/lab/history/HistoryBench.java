package io.trivium.runtime.lab.history;

import ai.onnxruntime.OrtException;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.statistics.Quantiles;
import io.trivium.runtime.export.OfflineSession;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.export.RetentionGraph;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.retention.RetentionSpec;
import io.trivium.runtime.training.network.EventHistories;
import io.trivium.runtime.training.network.RetentionNetwork;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The cost of one event of a card by the number of its events before: the served graph of an encoder of the usual size,
 * with random weights, on one thread. Two histories, of which one is a thousand times as long, are measured in turns.
 */
public final class HistoryBench {
    static final String RATIO = "history-event-cost-ratio";

    private static final int COLUMNS = 16;
    private static final int SHORT = 1_000;
    private static final double MOST = 1.05;

    /** Mean time between two events, so that a million of them take a year. */
    private static final double GAP_SECONDS = 31.5;

    private final int past;
    private final int measured;

    /**
     * A bench.
     *
     * @param past events of the long history before it is measured
     * @param measured events of either history
     */
    HistoryBench(int past, int measured) {
        this.past = past;
        this.measured = measured;
    }

    public HistoryBench() {
        this(1_000_000, 20_000);
    }

    /** Measures.
     * @param say receives a line of progress */
    public List<Target> run(Consumer<String> say) throws OrtException {
        say.accept("history: " + measured + " events after " + SHORT + " and after " + past + " others");
        TokenizerSpec.Columns columns =
                new TokenizerSpec.Columns(COLUMNS, List.of(), new boolean[COLUMNS], true, 0, 0, false);
        RetentionSpec spec = new RetentionSpec(
                new TokenizerSpec.Tabular("event", columns), 64, 2, 16, RetentionSpec.USUAL_HALF_LIVES);
        SplittableRandom random = new SplittableRandom(1);
        float[] few = new float[COLUMNS * 100];
        for (int i = 0; i < few.length; i++) few[i] = (float) random.nextGaussian();
        EventHistories some = new EventHistories(COLUMNS, few, new float[100], new float[100], new int[] {0, 100});
        double[] shorter = new double[measured];
        double[] longer = new double[measured];
        try (OfflineSession session =
                new OfflineSession(RetentionGraph.of(spec, RetentionNetwork.initial(spec, some, 1)))) {
            History young = new History(session, spec, random.split());
            History old = new History(session, spec, random.split());
            for (int i = 0; i < past; i++) old.next();
            for (int i = 0; i < SHORT; i++) young.next();
            for (int i = 0; i < measured; i++) {
                if (i % 2 == 0) shorter[i] = young.next();
                longer[i] = old.next();
                if (i % 2 == 1) shorter[i] = young.next();
            }
        }
        return List.of(
                Target.reported("history-state-bytes", (double) Float.BYTES * spec.stateSize(), "B", null),
                Target.reported("history-event-p50-1e3", Quantiles.median(shorter), "µs", null),
                Target.reported("history-event-p50", Quantiles.median(longer), "µs", "after " + past + " events"),
                Target.of(
                        RATIO,
                        Quantiles.median(longer) / Quantiles.median(shorter),
                        "times",
                        MOST,
                        Better.LOWER,
                        "after " + past + " events to after " + SHORT));
    }

    /** One history, event after event. */
    private static final class History {
        private final OfflineSession session;
        private final SplittableRandom random;
        private float[] state;

        History(OfflineSession session, RetentionSpec spec, SplittableRandom random) {
            this.session = session;
            this.random = random;
            this.state = new float[spec.stateSize()];
        }

        /** Runs the next event.
         * @return the microseconds it took */
        double next() throws OrtException {
            float[] event = new float[COLUMNS];
            for (int c = 0; c < COLUMNS; c++) event[c] = (float) random.nextGaussian();
            float elapsed = (float) (-Math.log(1 - random.nextDouble()) * GAP_SECONDS);
            long start = System.nanoTime();
            Map<String, Floats> answers = session.run(Map.of(
                    "event",
                    new Floats(event, 1, COLUMNS),
                    RetentionSpec.ELAPSED,
                    new Floats(new float[] {elapsed}, 1, 1),
                    RetentionSpec.STATE,
                    new Floats(state, 1, state.length)));
            double took = (System.nanoTime() - start) / 1_000.0;
            state = Objects.requireNonNull(answers.get(RetentionSpec.NEXT_STATE))
                    .values();
            return took;
        }
    }
}
