package io.trivium.runtime.batch;

import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.statistics.BinaryMetrics;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Scores of a data set from a pack as a service would give them: loaded, queued, batched and routed by the runtime's own
 * scheduler in this process. For networks whose parts only serving puts together.
 */
public final class ServedScores {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int UNDER_WAY = 16;
    private static final int ROWS_AT_ONCE = 64;

    private ServedScores() {}

    /**
     * Rows and the model's answers to them.
     *
     * @param scores the first number of the first output; 0 for a row of a request that failed
     * @param outputs all float32 outputs by name
     * @param labels 0 or 1, for each row
     * @param degraded rows that were answered with less than the whole model
     * @param failed requests without an answer
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Scored(float[] scores, float[] labels, Map<String, Answers> outputs, int degraded, int failed) {
        public double averagePrecision() {
            return BinaryMetrics.of(scores, labels).averagePrecision();
        }

        public double degradedShare() {
            return (double) degraded / scores.length;
        }
    }

    /**
     * One output of all rows.
     *
     * @param shape the first number is that of the rows
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Answers(long[] shape, float[] values) {
        private static Answers of(Tensor output, int rows) {
            long[] shape = output.shape();
            shape[0] = rows;
            return new Answers(shape, new float[Math.toIntExact(Tensor.elements(shape))]);
        }

        private void put(Tensor some, int row) {
            int each = (int) (values.length / shape[0]);
            some.data().asFloatBuffer().get(values, row * each, Math.toIntExact(some.elements()));
        }
    }

    /**
     * Scores every row of a safetensors file by the first output of the model.
     *
     * @throws IllegalArgumentException when a tensor is missing or does not fit the model
     * @throws IllegalStateException when a request fails
     */
    public static Scored of(ModelPack pack, Path data) throws IOException {
        try (Session session = new Session(pack)) {
            return session.of(data);
        }
    }

    /** A pack that stays loaded for several files. Belongs to one thread. */
    public static final class Session implements AutoCloseable {
        private final ModelPack pack;
        private final LocalRuntime runtime = new LocalRuntime();

        public Session(ModelPack pack) {
            this.pack = pack;
            runtime.serve(pack);
        }

        /** As {@link ServedScores#of(ModelPack, Path)}. */
        public Scored of(Path data) throws IOException {
            Scored scored = ServedScores.of(runtime, pack, LabelledRows.read(data, pack.spec(), Integer.MAX_VALUE));
            if (scored.failed > 0) throw new IllegalStateException(scored.failed + " requests failed");
            return scored;
        }

        /** The pack for rows of another source; they have the lowest priority. */
        public RowScorer scorer() {
            return new RowScorer() {
                @Override
                public TaskName task() {
                    return pack.spec().task();
                }

                @Override
                public List<String> inputs() {
                    return pack.spec().inputs().stream().map(TensorSpec::name).toList();
                }

                @Override
                public int mostRows() {
                    return Math.min(ROWS_AT_ONCE, pack.spec().serving().maxBatch());
                }

                @Override
                public Scores score(List<Tensor> rows) {
                    InferenceAnswer answer = runtime.infer(
                                    pack.manifest().name(), rows, Optional.of(LatencyClass.BULK), PATIENCE)
                            .join();
                    return new Scores(
                            answer.model(),
                            new VersionNumber(answer.version()),
                            answer.outputs(),
                            answer.report().degraded());
                }
            };
        }

        @Override
        public void close() {
            runtime.close();
        }
    }

    /** Scores rows with the version of a pack's model that answers requests without one. */
    public static Scored of(LocalRuntime runtime, ModelPack pack, LabelledRows rows) {
        float[] scores = new float[rows.rows()];
        Map<String, Answers> all = new LinkedHashMap<>();
        int degraded = 0;
        int failed = 0;
        int most = Math.min(ROWS_AT_ONCE, pack.spec().serving().maxBatch());
        ArrayDeque<CompletableFuture<InferenceAnswer>> underWay = new ArrayDeque<>();
        int asked = 0;
        for (int answered = 0; answered < scores.length; answered += most) {
            while (asked < scores.length && underWay.size() < UNDER_WAY) {
                int to = Math.min(scores.length, asked + most);
                underWay.add(runtime.infer(
                        pack.manifest().name(), rows.rows(asked, to), Optional.of(LatencyClass.BULK), PATIENCE));
                asked = to;
            }
            try {
                InferenceAnswer answer = underWay.remove().join();
                Tensor first = answer.outputs().getFirst();
                int count = Math.toIntExact(first.size(0));
                int each = Math.toIntExact(Tensor.elements(first.shape())) / count;
                for (int row = 0; row < count; row++) {
                    scores[answered + row] = first.data().getFloat(Float.BYTES * row * each);
                }
                for (Tensor output : answer.outputs()) {
                    if (output.type() != TensorType.FP32) continue;
                    all.computeIfAbsent(output.name(), name -> Answers.of(output, rows.rows()))
                            .put(output, answered);
                }
                if (answer.report().degraded()) degraded += count;
            } catch (CompletionException e) {
                failed++;
            }
        }
        return new Scored(scores, rows.labels(), all, degraded, failed);
    }
}
