package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.pack.ModelSpec;
import java.util.Map;
import java.util.Random;

/**
 * Weights before training, from a seed and, for tokenizers, the training rows. Matrices are normal with variance 1 /
 * in; those that write into the residual stream are smaller by √(2·layers), so that its scale does not grow with depth.
 * Heads begin with weights of 0 and a bias that gives the usual answer of the training rows: were that learned, the
 * residual stream would carry it, all tokens would look alike to the routers and be routed to the same experts.
 */
public final class InitialWeights {
    private static final double ROUTER_SCALE = 1;
    private static final double POSITION_DEVIATION = 0.02;

    private InitialWeights() {}

    /** All parameters of the network. */
    public static Parameters of(NetworkSpec spec, ModelSpec model, TaskData training, long seed) {
        Parameters fitted = new Parameters();
        for (int i = 0; i < spec.tokenizers().size(); i++) {
            EncodedInput.fit(spec.tokenizers().get(i), i, training, fitted);
        }
        Random random = new Random(seed);
        Parameters parameters = new Parameters();
        for (Map.Entry<String, long[]> each : ParameterNames.shapes(spec, model).entrySet()) {
            String name = each.getKey();
            float[] values = fitted.has(name) ? fitted.get(name) : draw(spec, name, each.getValue(), random);
            parameters.put(name, each.getValue(), values);
        }
        if (training.labels().length > 0) HeadBias.set(model, training.labels(), parameters);
        spec.base().ifPresent(base -> BaseFit.set(base, model, training, parameters, seed));
        return parameters;
    }

    private static float[] draw(NetworkSpec spec, String name, long[] shape, Random random) {
        int size = 1;
        for (long dimension : shape) size = Math.multiplyExact(size, Math.toIntExact(dimension));
        float[] values = new float[size];
        if (name.contains("norm.weight")) {
            java.util.Arrays.fill(values, 1f);
            return values;
        }
        if (name.endsWith("bias") || name.startsWith("heads.")) return values;
        double deviation = deviation(spec, name, shape);
        for (int i = 0; i < size; i++) values[i] = (float) (random.nextGaussian() * deviation);
        return values;
    }

    private static double deviation(NetworkSpec spec, String name, long[] shape) {
        if (name.endsWith("." + TokenizerParameters.POSITION)) return POSITION_DEVIATION;
        if (name.endsWith("." + TokenizerParameters.SLOPE)) return Math.sqrt(1.0 / shape[1]);
        long in = 1;
        int from = shape.length == 3 ? 2 : 1;
        for (int i = from; i < shape.length; i++) in *= shape[i];
        double deviation = Math.sqrt(1.0 / in);
        if (name.endsWith(ParameterNames.ROUTER_WEIGHT)) return ROUTER_SCALE * deviation;
        boolean residual = name.endsWith(ParameterNames.O)
                || name.endsWith(ParameterNames.SHARED_W2)
                || name.endsWith(ParameterNames.EXPERTS_W2);
        if (residual) return deviation / Math.sqrt(2.0 * spec.topology().layers());
        if (name.endsWith("." + TokenizerParameters.NUMBERS_WEIGHT)
                || name.endsWith("." + TokenizerParameters.EMBEDDING_WEIGHT)) {
            return deviation * tokenizerShare(spec, name);
        }
        return deviation;
    }

    /** Numbers and their embeddings are added, so each has half of the variance. */
    private static double tokenizerShare(NetworkSpec spec, String name) {
        int tokenizer = Integer.parseInt(name.split("\\.", -1)[1]);
        TokenizerSpec.Columns columns = switch (spec.tokenizers().get(tokenizer)) {
            case TokenizerSpec.Tabular table -> table.columns();
            case TokenizerSpec.EventSequence events -> events.columns();
            case TokenizerSpec.SeriesPatch series -> throw new IllegalStateException(series.input());
            case TokenizerSpec.Volume volume -> throw new IllegalStateException(volume.input());
        };
        return columns.bins() > 0 ? Math.sqrt(0.5) : 1;
    }
}
