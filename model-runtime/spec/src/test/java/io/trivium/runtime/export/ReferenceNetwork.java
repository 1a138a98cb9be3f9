package io.trivium.runtime.export;

import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The network written down formula by formula in double precision, one row at a time. */
final class ReferenceNetwork {
    private final Networks.Network network;
    private final MoeTopology topology;
    private final int width;

    ReferenceNetwork(Networks.Network network) {
        this.network = network;
        this.topology = network.spec().topology();
        this.width = topology.width();
    }

    /** Tokens of one row. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Tokens(double[][] hidden, double[] mask) {}

    /** The values that a layer computes before its routed experts. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(double[][] residual, double[][] normed, double[][] scores) {}

    /** Outputs of row {@code row} by name. */
    Map<String, double[]> run(Map<String, Floats> inputs, int row) {
        Tokens tokens = tokens(inputs, row);
        double[][] hidden = tokens.hidden;
        for (int l = 0; l < topology.layers(); l++) {
            Block block = layer(l, hidden, tokens.mask);
            hidden = new double[block.residual.length][];
            for (int t = 0; t < hidden.length; t++) hidden[t] = routed(l, block, t);
        }
        return head(hidden, tokens.mask);
    }

    private float[] parameter(String name) {
        return network.parameters().get(name);
    }

    // Tokenizers

    Tokens tokens(Map<String, Floats> inputs, int row) {
        List<double[]> hidden = new ArrayList<>();
        List<Double> mask = new ArrayList<>();
        for (int i = 0; i < network.spec().tokenizers().size(); i++) {
            TokenizerSpec tokenizer = network.spec().tokenizers().get(i);
            Floats input = OfflineNetwork.piece(inputs, tokenizer.input());
            int size = input.values().length / (int) input.shape()[0];
            float[] own = Arrays.copyOfRange(input.values(), row * size, (row + 1) * size);
            String prefix = "tokenizers." + i + ".";
            for (int t = 0; t < tokenizer.tokens(); t++) {
                hidden.add(token(tokenizer, prefix, own, t));
                boolean padding =
                        tokenizer instanceof TokenizerSpec.EventSequence && own[t * size / tokenizer.tokens()] == 0;
                mask.add(padding ? 0.0 : 1.0);
            }
        }
        return new Tokens(
                hidden.toArray(new double[0][]),
                mask.stream().mapToDouble(d -> d).toArray());
    }

    private double[] token(TokenizerSpec tokenizer, String prefix, float[] input, int t) {
        double[] token = switch (tokenizer) {
            case TokenizerSpec.Tabular table -> columns(table.columns(), prefix, input);
            case TokenizerSpec.EventSequence events -> {
                int size = events.columns().columns() + 1;
                yield columns(events.columns(), prefix, Arrays.copyOfRange(input, t * size + 1, (t + 1) * size));
            }
            case TokenizerSpec.SeriesPatch series -> {
                int size = series.patch() * series.channels();
                double[] patch = new double[size];
                for (int i = 0; i < size; i++) {
                    double x = input[t * size + i];
                    if (series.signedLog()) x = signedLog(x);
                    int channel = i % series.channels();
                    patch[i] = (x - parameter(prefix + "numbers.mean")[channel])
                            * parameter(prefix + "numbers.inverse_deviation")[channel];
                }
                yield plus(
                        times(parameter(prefix + "patch.weight"), 0, width, patch),
                        parameter(prefix + "patch.bias"),
                        0);
            }
            case TokenizerSpec.Volume volume -> cube(volume, prefix, input, t);
        };
        return plus(token, parameter(prefix + "position"), t * width);
    }

    private double[] columns(TokenizerSpec.Columns columns, String prefix, float[] input) {
        double[] raw = new double[columns.all()];
        for (int c = 0; c < columns.columns(); c++) raw[c] = input[c];
        for (int d = 0; d < columns.derived().size(); d++) {
            TokenizerSpec.LogRatio ratio = columns.derived().get(d);
            raw[columns.columns() + d] = signedLog(raw[ratio.numerator()]) - signedLog(raw[ratio.denominator()]);
        }
        double[] numbers = new double[raw.length];
        for (int c = 0; c < raw.length; c++) {
            double x = columns.signedLog()[c] ? signedLog(raw[c]) : raw[c];
            numbers[c] =
                    (x - parameter(prefix + "numbers.mean")[c]) * parameter(prefix + "numbers.inverse_deviation")[c];
        }
        double[] token = times(parameter(prefix + "numbers.weight"), 0, width, numbers);
        if (columns.bins() > 0) {
            double[] embedded = new double[raw.length * columns.embedding()];
            for (int c = 0; c < raw.length; c++) embed(columns, prefix, raw[c], c, embedded);
            token = plus(token, times(parameter(prefix + "embedding.weight"), 0, width, embedded));
        }
        return plus(token, parameter(prefix + "bias"), 0);
    }

    private void embed(TokenizerSpec.Columns columns, String prefix, double x, int c, double[] embedded) {
        int bins = columns.bins();
        int size = columns.embedding();
        int bin = 0;
        for (int i = 0; i < bins - 1; i++) {
            if ((float) x >= parameter(prefix + "embedding.cuts")[c * (bins - 1) + i]) bin++;
        }
        int at = c * bins + bin;
        double place =
                (x - parameter(prefix + "embedding.lower")[at]) * parameter(prefix + "embedding.inverse_width")[at];
        place = Math.clamp(place, 0.0, 1.0);
        float[] slope = parameter(prefix + "embedding.slope");
        for (int d = 0; d < size; d++) {
            double sum = place * slope[at * size + d];
            for (int j = 0; j < bin; j++) sum += slope[(c * bins + j) * size + d];
            embedded[c * size + d] = sum;
        }
    }

    private double[] cube(TokenizerSpec.Volume volume, String prefix, float[] input, int t) {
        double[] voxels = new double[input.length];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (input[i] - parameter(prefix + "numbers.mean")[0])
                    * parameter(prefix + "numbers.inverse_deviation")[0];
        }
        int[] size = volume.size().stream().mapToInt(i -> i).toArray();
        int channels = volume.channels();
        for (int i = 0; i < volume.stem().size(); i++) {
            int[] smaller = new int[3];
            for (int a = 0; a < 3; a++) smaller[a] = (size[a] + 1) / 2;
            int out = volume.stem().get(i);
            double[] next = convolve(
                    voxels, channels, size, parameter(prefix + "stem." + i + ".weight"), out, 3, 2, 1, smaller);
            int each = next.length / out;
            for (int v = 0; v < next.length; v++) {
                double sum = next[v] + parameter(prefix + "stem." + i + ".bias")[v / each];
                next[v] = sum / (1 + Math.exp(-sum));
            }
            voxels = next;
            channels = out;
            size = smaller;
        }
        int[] cubes = {size[0] / volume.patch(), size[1] / volume.patch(), size[2] / volume.patch()};
        double[] all = convolve(
                voxels,
                channels,
                size,
                parameter(prefix + "patch.weight"),
                width,
                volume.patch(),
                volume.patch(),
                0,
                cubes);
        double[] token = new double[width];
        for (int h = 0; h < width; h++) token[h] = all[h * volume.tokens() + t];
        return plus(token, parameter(prefix + "patch.bias"), 0);
    }

    private static double[] convolve(
            double[] x, int in, int[] size, float[] weight, int out, int kernel, int stride, int pad, int[] result) {
        double[] y = new double[out * result[0] * result[1] * result[2]];
        for (int i = 0; i < y.length; i++) {
            int w = i % result[2];
            int h = i / result[2] % result[1];
            int d = i / (result[2] * result[1]) % result[0];
            int o = i / (result[2] * result[1] * result[0]);
            for (int k = 0; k < in * kernel * kernel * kernel; k++) {
                int kw = w * stride - pad + k % kernel;
                int kh = h * stride - pad + k / kernel % kernel;
                int kd = d * stride - pad + k / (kernel * kernel) % kernel;
                int c = k / (kernel * kernel * kernel);
                boolean inside = kw >= 0 && kw < size[2] && kh >= 0 && kh < size[1] && kd >= 0 && kd < size[0];
                if (inside) {
                    y[i] += weight[o * in * kernel * kernel * kernel + k]
                            * x[((c * size[0] + kd) * size[1] + kh) * size[2] + kw];
                }
            }
        }
        return y;
    }

    // Layers

    Block layer(int l, double[][] hidden, double[] mask) {
        int first = MoePieces.isLastTokenOnly(network.spec(), l) ? hidden.length - 1 : 0;
        String layer = "layers." + l + ".";
        double[][] normed = new double[hidden.length][];
        for (int t = 0; t < hidden.length; t++) normed[t] = norm(hidden[t], parameter(layer + "attention_norm.weight"));
        List<double[]> residuals = new ArrayList<>();
        List<double[]> norms = new ArrayList<>();
        List<double[]> scores = new ArrayList<>();
        for (int t = first; t < hidden.length; t++) {
            double[] attended = plus(hidden[t], attention(layer, normed, mask, t));
            double[] n = norm(attended, parameter(layer + "moe_norm.weight"));
            residuals.add(plus(attended, swiglu(layer + "shared.", 0, topology.sharedHidden(), n)));
            norms.add(n);
            double[] logits = times(parameter(layer + "router.weight"), 0, topology.experts(), n);
            scores.add(Arrays.stream(logits).map(z -> 1 / (1 + Math.exp(-z))).toArray());
        }
        return new Block(
                residuals.toArray(new double[0][]), norms.toArray(new double[0][]), scores.toArray(new double[0][]));
    }

    private double[] attention(String layer, double[][] normed, double[] mask, int t) {
        int size = width / topology.heads();
        double[] query = times(parameter(layer + "attention.q.weight"), 0, width, normed[t]);
        double[] context = new double[width];
        for (int head = 0; head < topology.heads(); head++) {
            double[] power = new double[normed.length];
            double sum = 0;
            for (int s = 0; s < normed.length; s++) {
                if (mask[s] == 0) continue;
                double[] key = times(parameter(layer + "attention.k.weight"), 0, width, normed[s]);
                double product = 0;
                for (int i = head * size; i < (head + 1) * size; i++) product += query[i] * key[i];
                power[s] = Math.exp(product / Math.sqrt(size));
                sum += power[s];
            }
            for (int s = 0; s < normed.length; s++) {
                double[] value = times(parameter(layer + "attention.v.weight"), 0, width, normed[s]);
                for (int i = head * size; i < (head + 1) * size; i++) context[i] += power[s] / sum * value[i];
            }
        }
        return times(parameter(layer + "attention.o.weight"), 0, width, context);
    }

    double[] expert(int l, int expert, double[] x) {
        return swiglu("layers." + l + ".experts.", expert, topology.expertHidden(), x);
    }

    private double[] swiglu(String prefix, int index, int inner, double[] x) {
        int from = index * inner * width;
        double[] gate = times(parameter(prefix + "w1.weight"), from, inner, x);
        double[] value = times(parameter(prefix + "w3.weight"), from, inner, x);
        for (int i = 0; i < inner; i++) value[i] *= gate[i] / (1 + Math.exp(-gate[i]));
        return times(parameter(prefix + "w2.weight"), from, width, value);
    }

    private double[] routed(int l, Block block, int t) {
        double[] scores = block.scores[t];
        float[] bias = parameter("layers." + l + ".router.bias");
        List<Integer> allowed = new ArrayList<>();
        for (ExpertGroup group : bestGroups(scores, bias)) {
            int first = topology.firstOf(group.name());
            IntStream.range(first, first + group.size()).forEach(allowed::add);
        }
        allowed.sort(Comparator.comparingDouble(e -> -(scores[e] + bias[e])));
        List<Integer> chosen = allowed.subList(0, topology.topK());
        double sum = chosen.stream().mapToDouble(e -> scores[e]).sum();
        double[] result = block.residual[t].clone();
        for (int e : chosen) {
            double[] y = expert(l, e, block.normed[t]);
            for (int h = 0; h < width; h++) result[h] += topology.routeScale() * scores[e] / sum * y[h];
        }
        return result;
    }

    private List<ExpertGroup> bestGroups(double[] scores, float[] bias) {
        return topology.groups().stream()
                .sorted(Comparator.comparingDouble((ExpertGroup group) -> {
                    int first = topology.firstOf(group.name());
                    return -IntStream.range(first, first + group.size())
                            .mapToDouble(e -> scores[e] + bias[e])
                            .boxed()
                            .sorted(Comparator.reverseOrder())
                            .limit(2)
                            .mapToDouble(d -> d)
                            .sum();
                }))
                .limit(topology.topGroups())
                .toList();
    }

    // Heads

    private Map<String, double[]> head(double[][] hidden, double[] mask) {
        double[] read = new double[width];
        double count = 0;
        for (int t = 0; t < hidden.length; t++) {
            boolean last = network.spec().readout() == NetworkSpec.Readout.LAST;
            if (last ? t < hidden.length - 1 : mask[t] == 0) continue;
            read = plus(read, norm(hidden[t], parameter("final_norm.weight")));
            count++;
        }
        for (int h = 0; h < width; h++) read[h] /= count;
        Map<String, double[]> outputs = new LinkedHashMap<>();
        for (TensorSpec output : network.model().outputs()) {
            int size = (int) (long) output.shape().getLast();
            double[] y = plus(
                    times(parameter("heads." + output.name() + ".weight"), 0, size, read),
                    parameter("heads." + output.name() + ".bias"),
                    0);
            if (network.model().head() == Head.BINARY)
                y = Arrays.stream(y).map(z -> 1 / (1 + Math.exp(-z))).toArray();
            if (network.model().head() == Head.MULTICLASS) {
                double sum = Arrays.stream(y).map(Math::exp).sum();
                y = Arrays.stream(y).map(z -> Math.exp(z) / sum).toArray();
            }
            outputs.put(output.name(), y);
        }
        return outputs;
    }

    // Arithmetic

    private static double signedLog(double x) {
        return Math.signum(x) * Math.log(1 + Math.abs(x));
    }

    private static double[] norm(double[] x, float[] weight) {
        double squares = 0;
        for (double each : x) squares += each * each;
        double root = Math.sqrt(squares / x.length + 1e-6);
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) y[i] = x[i] / root * weight[i];
        return y;
    }

    private static double[] times(float[] weight, int from, int rows, double[] x) {
        double[] y = new double[rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < x.length; c++) y[r] += weight[from + r * x.length + c] * x[c];
        }
        return y;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < sum.length; i++) sum[i] = a[i] + b[i];
        return sum;
    }

    private static double[] plus(double[] a, float[] b, int from) {
        double[] sum = new double[a.length];
        for (int i = 0; i < sum.length; i++) sum[i] = a[i] + b[from + i];
        return sum;
    }
}
