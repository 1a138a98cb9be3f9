package io.trivium.runtime.export;

import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Small networks of every kind of tokenizer, with random weights. */
final class Networks {
    private static final String SIZES = """
              width: 16
              layers: 3
              heads: 2
              expertHidden: 12
              sharedHidden: 20
              topK: 2
              topGroups: 1
              routeScale: 1.5
              groups: {general: 3, special: 4}
            """;

    static final String CARDS = """
            task: cards
            inputs:
              - {name: events, dtype: float32, shape: [-1, 4, 4], columns: [present, amount, gap, kind]}
              - {name: features, dtype: float32, shape: [-1, 5], columns: [a, b, c, d, e]}
            outputs:
              - {name: risk, dtype: float32, shape: [-1, 1]}
            head: binary
            latencyClass: interactive
            network:
              kind: moe
            """ + SIZES + """
              readout: last
              tokenizers:
                - {kind: event-sequence, input: events, signedLog: true, piecewise: {bins: 4, embedding: 2}}
                - {kind: tabular, input: features, signedLog: [b, d], derived: [{logRatio: [a, b]}, {logRatio: [c, d]}],
                   piecewise: {bins: 100, embedding: 3}}
            """;

    static final String PUMPS = """
            task: pumps
            inputs:
              - {name: series, dtype: float32, shape: [-1, 12, 3]}
              - {name: features, dtype: float32, shape: [-1, 2]}
            outputs:
              - {name: hours, dtype: float32, shape: [-1, 2]}
              - {name: wear, dtype: float32, shape: [-1, 1]}
            head: regression
            latencyClass: near-real-time
            network:
              kind: moe
            """ + SIZES + """
              readout: mean
              tokenizers:
                - {kind: series-patch, input: series, patch: 4, signedLog: true}
                - {kind: tabular, input: features}
            """;

    static final String SCANS = """
            task: scans
            inputs:
              - {name: volume, dtype: float32, shape: [-1, 1, 9, 8, 10]}
            outputs:
              - {name: finding, dtype: float32, shape: [-1, 3]}
            head: multiclass
            latencyClass: bulk
            network:
              kind: moe
            """ + SIZES + """
              readout: mean
              tokenizers:
                - {kind: volume-3d, input: volume, stem: [3], patch: 2}
            """;

    private Networks() {}

    /** A specification and random weights for it. */
    record Network(ModelSpec model, NetworkSpec spec, Parameters parameters) {
        MoePieces pieces() {
            return new MoePieces(spec, model, parameters);
        }
    }

    static Network random(String yaml, long seed) {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        ModelSpec model = ModelSpec.parse(bytes);
        NetworkSpec spec = NetworkSpec.parse(bytes, model);
        Random random = new Random(seed);
        Parameters parameters = new Parameters();
        ParameterNames.shapes(spec, model)
                .forEach((name, shape) -> parameters.put(name, shape, values(name, shape, random)));
        return new Network(model, spec, parameters);
    }

    private static float[] values(String name, long[] shape, Random random) {
        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        int last = (int) shape[shape.length - 1];
        float[] values = new float[size];
        boolean positive = name.endsWith(TokenizerParameters.INVERSE_DEVIATION)
                || name.endsWith(TokenizerParameters.INVERSE_WIDTH)
                || name.contains("norm");
        double spread = shape.length == 1 ? 0.3 : 1.5 / Math.sqrt(last);
        for (int i = 0; i < size; i++) {
            values[i] = (float) (positive ? 0.5 + random.nextDouble() : spread * random.nextGaussian());
        }
        if (name.endsWith(TokenizerParameters.CUTS)) {
            for (int from = 0; from < size; from += last) {
                Arrays.sort(values, from, from + last);
                values[from + last - 1] = Float.POSITIVE_INFINITY;
            }
        }
        return values;
    }

    /** Random inputs of a task; the events of row b begin with b mod 4 rows of padding. */
    static Map<String, Floats> inputs(Network network, int batch, long seed) {
        Random random = new Random(seed);
        Map<String, Floats> inputs = new LinkedHashMap<>();
        for (TensorSpec input : network.model.inputs()) {
            long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
            shape[0] = batch;
            int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) values[i] = (float) (2 * random.nextGaussian());
            if (input.name().equals("events")) {
                int events = (int) shape[1];
                int columns = (int) shape[2];
                for (int row = 0; row < batch * events; row++) {
                    boolean real = row % events >= row / events % 4;
                    if (!real) Arrays.fill(values, row * columns, (row + 1) * columns, 0f);
                    values[row * columns] = real ? 1 : 0;
                }
            }
            inputs.put(input.name(), new Floats(values, shape));
        }
        return inputs;
    }
}
