package io.trivium.runtime.learning;

import static io.trivium.runtime.export.OnnxGraph.attribute;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.export.OnnxGraph;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Columns a network computes from its input table and appends to it: logarithms of ratios, {@code l(a) − l(b)} with
 * {@code l(x) = sign(x)·ln(1 + |x|)}. A network can hardly learn a ratio of two columns from few rows, and a ratio has cut
 * points of its own. Arithmetic is float32, as in the exported graph.
 */
record DerivedColumns(List<LogRatio> ratios) {
    /** Indexes of two input columns. */
    record LogRatio(int numerator, int denominator) {}

    private static final Pattern COLUMN = Pattern.compile(".{1,64}");

    DerivedColumns {
        ratios = List.copyOf(ratios);
    }

    /** Reads {@code derived: [{logRatio: [column, column]}, …]}. */
    static DerivedColumns parse(Document network, TensorSpec table) {
        if (!network.has("derived")) return new DerivedColumns(List.of());
        List<LogRatio> ratios = new ArrayList<>();
        for (Document each : network.objects("derived", 1, 256)) {
            List<Integer> pair = new ArrayList<>();
            for (String name : each.texts("logRatio", COLUMN, 2, 2)) {
                int column = table.columns().indexOf(name);
                if (column < 0) each.fault("logRatio", "names a column the input does not have: " + name);
                else pair.add(column);
            }
            each.refuseUnknownFields();
            if (pair.size() == 2) ratios.add(new LogRatio(pair.getFirst(), pair.getLast()));
        }
        return new DerivedColumns(ratios);
    }

    int count() {
        return ratios.size();
    }

    /** The rows with the derived columns behind their own. */
    TabularData append(TabularData data) {
        if (ratios.isEmpty()) return data;
        int columns = data.columns();
        int wide = columns + ratios.size();
        float[] features = new float[data.rows() * wide];
        for (int row = 0; row < data.rows(); row++) {
            int from = row * columns;
            System.arraycopy(data.features(), from, features, row * wide, columns);
            for (int i = 0; i < ratios.size(); i++) {
                features[row * wide + columns + i] =
                        logarithm(data.features()[from + ratios.get(i).numerator()])
                                - logarithm(data.features()[from + ratios.get(i).denominator()]);
            }
        }
        return new TabularData(data.rows(), wide, features, data.labels(), data.rowHashes());
    }

    /** The same as {@link #append(TabularData)}, as nodes. */
    String append(OnnxGraph graph, String features) {
        if (ratios.isEmpty()) return features;
        String one = graph.floats("derived_one", new float[] {1f});
        String numerators = logarithm(graph, one, pick(graph, "numerators", features, true));
        String denominators = logarithm(graph, one, pick(graph, "denominators", features, false));
        String difference = graph.node("Sub", List.of(numerators, denominators));
        return graph.node("Concat", List.of(features, difference), attribute("axis", 1L));
    }

    private String pick(OnnxGraph graph, String name, String features, boolean numerator) {
        long[] columns = ratios.stream()
                .mapToLong(ratio -> numerator ? ratio.numerator() : ratio.denominator())
                .toArray();
        String indexes = graph.longs(name, columns, columns.length);
        return graph.node("Gather", List.of(features, indexes), attribute("axis", 1L));
    }

    private static String logarithm(OnnxGraph graph, String one, String value) {
        String magnitude = graph.node("Add", List.of(graph.node("Abs", List.of(value)), one));
        return graph.node("Mul", List.of(graph.node("Sign", List.of(value)), graph.node("Log", List.of(magnitude))));
    }

    private static float logarithm(float value) {
        return Math.copySign((float) Math.log(1f + Math.abs(value)), value);
    }

    /** Flags per input column, continued with {@code false} for the derived ones. */
    boolean[] widen(boolean[] flags) {
        return Arrays.copyOf(flags, flags.length + ratios.size());
    }
}
