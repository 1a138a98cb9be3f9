package io.trivium.runtime.training.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.export.OfflineSession;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.export.RetentionGraph;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.retention.RetentionSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parallel form, the form in chunks, the served graph and {@link Reference} give the same tokens and states. */
class RetentionNetworkTest {
    private static final double TOLERANCE = 1e-5;
    private static final int COLUMNS = 3;
    private static final int YEAR = 31_536_000;
    private static final RetentionSpec SPEC = new RetentionSpec(
            new TokenizerSpec.Tabular(
                    "event", new TokenizerSpec.Columns(COLUMNS, List.of(), new boolean[COLUMNS], true, 0, 0, false)),
            64,
            2,
            16,
            RetentionSpec.USUAL_HALF_LIVES);

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    /** Histories of one to 200 events that are a second to a year apart. */
    private static EventHistories histories(SplittableRandom random) {
        int[] starts = new int[4];
        for (int h = 1; h < starts.length; h++) starts[h] = starts[h - 1] + random.nextInt(1, 200);
        int count = starts[starts.length - 1];
        float[] events = new float[count * COLUMNS];
        float[] elapsed = new float[count];
        for (int i = 0; i < events.length; i++) events[i] = (float) random.nextGaussian();
        for (int i = 0; i < count; i++) elapsed[i] = (float) Math.exp(random.nextDouble() * Math.log(YEAR));
        for (int h = 0; h < starts.length - 1; h++) elapsed[starts[h]] = 0;
        return new EventHistories(COLUMNS, events, elapsed, new float[count], starts);
    }

    private static Parameters parameters(EventHistories histories, SplittableRandom random) {
        Parameters parameters = RetentionNetwork.initial(SPEC, histories, random.nextLong());
        for (String name : parameters.names()) {
            float[] values = parameters.get(name);
            if (!name.endsWith("bias") && !name.contains("norm")) continue;
            for (int i = 0; i < values.length; i++) values[i] += (float) (0.3 * random.nextGaussian());
        }
        return parameters;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void parallelAndRecurrentFormsAgree(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        EventHistories histories = histories(random);
        Parameters parameters = parameters(histories, random);
        int count = histories.elapsed().length;
        float[] tokens = new float[count * SPEC.width()];
        float[] states = new float[histories.histories() * SPEC.stateSize()];
        try (OfflineSession served = new OfflineSession(RetentionGraph.of(SPEC, parameters))) {
            for (int h = 0; h < histories.histories(); h++) {
                Reference reference = new Reference(parameters);
                float[] state = new float[SPEC.stateSize()];
                for (int e = histories.starts()[h]; e < histories.starts()[h + 1]; e++) {
                    float[] event = java.util.Arrays.copyOfRange(histories.events(), e * COLUMNS, (e + 1) * COLUMNS);
                    Map<String, Floats> answers = served.run(Map.of(
                            "event",
                            new Floats(event, 1, COLUMNS),
                            RetentionSpec.ELAPSED,
                            new Floats(new float[] {histories.elapsed()[e]}, 1, 1),
                            RetentionSpec.STATE,
                            new Floats(state, 1, state.length)));
                    state = values(answers, RetentionSpec.NEXT_STATE);
                    float[] token = values(answers, RetentionSpec.TOKEN);
                    assertSame(reference.token(event, histories.elapsed()[e]), token, "seed " + seed + " event " + e);
                    System.arraycopy(token, 0, tokens, e * SPEC.width(), token.length);
                }
                assertSame(reference.state, state, "seed " + seed + " state " + h);
                System.arraycopy(state, 0, states, h * state.length, state.length);
            }
        }
        int[] all = IntStream.range(0, histories.histories()).toArray();
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                RetentionNetwork network = new RetentionNetwork(manager, SPEC, parameters)) {
            RetentionNetwork.Encoded data = network.encode(histories);
            RetentionNetwork.Pass whole = network.forward(manager, data, all);
            assertTokens(tokens, whole, "parallel, seed " + seed);
            NDArray state = manager.zeros(new Shape(all.length, SPEC.stateSize()));
            int longest = IntStream.of(all).map(histories::length).max().orElseThrow();
            int from = 0;
            while (from < longest) {
                int most = random.nextInt(4) == 0 ? 1 : random.nextInt(1, 90);
                RetentionNetwork.Pass chunk = network.forward(manager, data, all, from, most, state);
                assertTokens(tokens, chunk, "chunk from " + from + ", seed " + seed);
                state = Objects.requireNonNull(chunk.state());
                from += most;
            }
            assertSame(doubles(states), state.toFloatArray(), "state of chunks, seed " + seed);
        }
    }

    private static float[] values(Map<String, Floats> answers, String name) {
        return Objects.requireNonNull(answers.get(name)).values();
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) doubles[i] = values[i];
        return doubles;
    }

    private static void assertTokens(float[] expected, RetentionNetwork.Pass pass, String where) {
        float[] found = pass.tokens().toFloatArray();
        assertEquals(pass.events().length * SPEC.width(), found.length);
        for (int i = 0; i < found.length; i++) {
            int event = pass.events()[i / SPEC.width()];
            if (event < 0) continue;
            assertClose(expected[event * SPEC.width() + i % SPEC.width()], found[i], where + " event " + event);
        }
    }

    private static void assertSame(double[] expected, float[] found, String where) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) assertClose(expected[i], found[i], where + " at " + i);
    }

    private static void assertClose(double expected, float found, String where) {
        double difference = Math.abs(expected - found) / Math.max(1, Math.abs(expected));
        assertTrue(difference <= TOLERANCE, () -> where + ": " + expected + " and " + found);
    }

    /** The equations of {@link RetentionSpec} in double precision, one event after another. */
    private static final class Reference {
        private final Parameters parameters;
        private final double[] state = new double[SPEC.stateSize()];

        Reference(Parameters parameters) {
            this.parameters = parameters;
        }

        private float[] named(String parameter) {
            return parameters.get(TokenizerParameters.name(0, parameter));
        }

        double[] token(float[] event, float elapsed) {
            double[] numbers = new double[COLUMNS];
            for (int c = 0; c < COLUMNS; c++) {
                numbers[c] = ((double) event[c] - named(TokenizerParameters.MEAN)[c])
                        * named(TokenizerParameters.INVERSE_DEVIATION)[c];
            }
            double[] x = product(named(TokenizerParameters.NUMBERS_WEIGHT), numbers);
            for (int i = 0; i < x.length; i++) {
                x[i] += (double) named(TokenizerParameters.BIAS)[i] + named(TokenizerParameters.POSITION)[i];
            }
            for (int l = 0; l < SPEC.layers(); l++) layer(l, x, elapsed);
            return norm(x, parameters.get(RetentionSpec.FINAL_NORM));
        }

        private void layer(int l, double[] x, float elapsed) {
            int size = SPEC.size();
            int inner = SPEC.heads() * size;
            double[] u = norm(x, parameters.get(RetentionSpec.norm(l)));
            double[] qkvg = product(parameters.get(RetentionSpec.qkvg(l)), u);
            double[] open = product(parameters.get(RetentionSpec.gateWeight(l)), u);
            double[] read = new double[inner];
            for (int h = 0; h < SPEC.heads(); h++) {
                double gate = Math.clamp(open[h] + parameters.get(RetentionSpec.gateBias(l))[h], 0, 1);
                double decay = Math.pow(2, -elapsed / (double) SPEC.halfLives().get(h));
                for (int a = 0; a < size; a++) {
                    for (int b = 0; b < size; b++) {
                        int at = ((l * SPEC.heads() + h) * size + a) * size + b;
                        double key = qkvg[inner + h * size + a] / Math.sqrt(size);
                        state[at] = state[at] * decay + gate * key * qkvg[2 * inner + h * size + b];
                        read[h * size + b] += qkvg[h * size + a] * state[at];
                    }
                }
            }
            for (int i = 0; i < inner; i++) {
                double gate = qkvg[3 * inner + i];
                read[i] = Math.signum(read[i]) * Math.log1p(Math.abs(read[i])) * gate / (1 + Math.exp(-gate));
            }
            double[] added = product(parameters.get(RetentionSpec.output(l)), read);
            for (int i = 0; i < x.length; i++) x[i] += added[i];
        }

        private static double[] norm(double[] x, float[] weight) {
            double squares = 0;
            for (double each : x) squares += each * each;
            double scale = 1 / Math.sqrt(squares / x.length + NetworkSpec.NORM_EPSILON);
            double[] normed = new double[x.length];
            for (int i = 0; i < x.length; i++) normed[i] = x[i] * scale * weight[i];
            return normed;
        }

        private static double[] product(float[] weight, double[] x) {
            double[] y = new double[weight.length / x.length];
            for (int o = 0; o < y.length; o++) {
                for (int i = 0; i < x.length; i++) y[o] += weight[o * x.length + i] * x[i];
            }
            return y;
        }
    }
}
