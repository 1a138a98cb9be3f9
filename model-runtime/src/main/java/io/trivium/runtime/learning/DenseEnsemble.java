package io.trivium.runtime.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.Dropout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The parameters of all members of an ensemble, stacked along the first axis so that one matrix product runs them all.
 * Belongs to one thread.
 */
final class DenseEnsemble implements AutoCloseable {
    static final String TABLE = "embedding.slope";
    static final String NUMBERS = "layer0.numbers.weight";
    static final String EMBEDDED = "layer0.embedded.weight";

    private final DenseSpec spec;
    private final int columns;
    private final int bins;
    private final NDManager manager;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();

    /** Draws initial weights (He, uniform) from the seed alone. */
    DenseEnsemble(NDManager parent, DenseSpec spec, int columns, int bins, long seed) {
        this.spec = spec;
        this.columns = columns;
        this.bins = bins;
        this.manager = parent.newSubManager();
        int members = spec.members();
        int embedded = bins == 0 ? 0 : columns * spec.embedding();
        Random random = new Random(seed);
        List<Integer> widths = new ArrayList<>(spec.hidden());
        widths.add(1);
        int fanIn = columns + embedded;
        for (int layer = 0; layer < widths.size(); layer++) {
            int width = widths.get(layer);
            double bound = Math.sqrt((layer == widths.size() - 1 ? 1.0 : 6.0) / fanIn);
            if (layer == 0) {
                add(NUMBERS, uniform(random, bound, members * columns * width), new Shape(members, columns, width));
                if (bins > 0) {
                    add(
                            EMBEDDED,
                            uniform(random, bound, members * embedded * width),
                            new Shape(members, embedded, width));
                    float[] slopes =
                            uniform(random, Math.sqrt(3.0 / bins), members * columns * bins * spec.embedding());
                    add(TABLE, slopes, new Shape((long) members * columns * bins, spec.embedding()));
                }
            } else {
                add(weight(layer), uniform(random, bound, members * fanIn * width), new Shape(members, fanIn, width));
            }
            add(bias(layer), new float[members * width], new Shape(members, 1, width));
            fanIn = width;
        }
    }

    private static float[] uniform(Random random, double bound, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float) ((random.nextDouble() * 2 - 1) * bound);
        return values;
    }

    private void add(String name, float[] values, Shape shape) {
        NDArray parameter = manager.create(values, shape);
        parameter.setRequiresGradient(true);
        parameters.put(name, parameter);
    }

    static String weight(int layer) {
        return "layer" + layer + ".weight";
    }

    static String bias(int layer) {
        return "layer" + layer + ".bias";
    }

    int layers() {
        return spec.hidden().size() + 1;
    }

    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** Lets results of the parameters live in the scope of one step; undo it before the scope closes. */
    void attachTo(NDManager scope) {
        for (NDArray parameter : parameters.values()) parameter.attach(scope);
    }

    /**
     * Takes the parameters back. To be called before an optimiser sees them: it keeps its state beside the parameter,
     * in whatever scope that is in.
     */
    void attachBack() {
        for (NDArray parameter : parameters.values()) parameter.attach(manager);
    }

    long parameterCount() {
        return parameters.values().stream().mapToLong(NDArray::size).sum();
    }

    /** Every parameter's numbers, in the layout of its shape. */
    Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> values.put(name, parameter.toFloatArray()));
        return values;
    }

    void load(Map<String, float[]> values) {
        values.forEach((name, numbers) -> {
            NDArray parameter = require(name);
            try (NDArray source = manager.create(numbers, parameter.getShape())) {
                source.copyTo(parameter);
            }
        });
    }

    /** Value of the embedding at each bin's lower edge: the slopes of all bins below it. */
    NDArray embeddingBase() {
        NDArray slopes = require(TABLE);
        NDArray perColumn = slopes.reshape((long) spec.members() * columns, bins, spec.embedding());
        return perColumn.cumSum(1).sub(perColumn).reshape(slopes.getShape());
    }

    /**
     * Logits {@code [members, batch, 1]}.
     *
     * @param numbers standardised {@code [members, batch, columns]}, or with 1 in place of members
     * @param found bins {@code [members, batch, columns]} int64, counted over members, columns and bins
     * @param places place inside the bin, {@code [members, batch, columns, 1]}
     */
    NDArray logits(NDArray numbers, NDArray found, NDArray places, boolean training) {
        NDArray hidden = numbers.matMul(require(NUMBERS)).add(require(bias(0)));
        if (bins > 0) {
            NDArray base = lookUp(embeddingBase(), found);
            NDArray slope = lookUp(require(TABLE), found);
            NDArray embedded = base.add(slope.mul(places));
            long batch = found.getShape().get(1);
            NDArray flat = embedded.reshape(spec.members(), batch, (long) columns * spec.embedding());
            hidden = hidden.add(flat.matMul(require(EMBEDDED)));
        }
        for (int layer = 1; layer < layers(); layer++) {
            NDArray active = activate(hidden);
            if (training && spec.dropout() > 0)
                active = Dropout.dropout(active, (float) spec.dropout(), true).singletonOrThrow();
            hidden = active.matMul(require(weight(layer))).add(require(bias(layer)));
        }
        return hidden;
    }

    private static NDArray lookUp(NDArray table, NDArray found) {
        try (NDList result = new NDList()) {
            result.addAll(table.getNDArrayInternal().embedding(found, table, SparseFormat.DENSE));
            NDArray rows = result.singletonOrThrow();
            result.clear();
            return rows;
        }
    }

    private NDArray activate(NDArray input) {
        return switch (spec.activation()) {
            case RELU -> Activation.relu(input);
            case SILU -> Activation.swish(input, 1f);
        };
    }

    private NDArray require(String name) {
        NDArray parameter = parameters.get(name);
        if (parameter == null) throw new IllegalStateException("no parameter " + name);
        return parameter;
    }

    @Override
    public void close() {
        manager.close();
    }
}
