package io.trivium.runtime.learning.gate;

import io.trivium.runtime.pack.GateSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The inputs of rows as numbers side by side, to cut rows into slices by. Of an input with more than 256 elements a row only
 * mean and spread are columns.
 *
 * @param columns names, such as {@code features.AMOUNT}
 * @param values row-major
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record NumberTable(List<String> columns, float[] values) {
    private static final int MOST_ELEMENTS = 256;

    /** The table of some rows, whose inputs are these. */
    public static NumberTable of(GateRows rows, List<TensorSpec> inputs) {
        Map<String, float[]> found = new LinkedHashMap<>();
        for (TensorSpec input : inputs) {
            Tensor tensor = rows.inputs().get(input.name());
            if (tensor == null || rows.rows() == 0 || !tensor.type().isFixedSize()) continue;
            int elements = Math.toIntExact(tensor.elements() / rows.rows());
            double[] all = numbers(tensor);
            if (elements <= MOST_ELEMENTS) {
                for (int e = 0; e < elements; e++) found.put(name(input, e), column(all, elements, e));
            } else {
                moments(input.name(), all, elements, found);
            }
        }
        List<String> columns = List.copyOf(found.keySet());
        float[] values = new float[columns.size() * rows.rows()];
        for (int c = 0; c < columns.size(); c++) {
            float[] column = found.getOrDefault(columns.get(c), new float[0]);
            for (int row = 0; row < rows.rows(); row++) values[row * columns.size() + c] = column[row];
        }
        return new NumberTable(columns, values);
    }

    public int rows() {
        return columns.isEmpty() ? 0 : values.length / columns.size();
    }

    public float at(int row, int column) {
        return values[row * columns.size() + column];
    }

    /** The place of a column that the specification names; −1 where the input is too large to have it. */
    public int place(GateSpec.Column column) {
        return columns.indexOf(column.toString());
    }

    /** Steps of a sequence before the last have their distance to it in the name. */
    private static String name(TensorSpec input, int element) {
        int width = input.columns().size();
        if (width == 0) return input.name() + "[" + element + "]";
        long size = 1;
        for (long each : input.shape().subList(1, input.shape().size())) size *= Math.max(1, each);
        long before = size / width - 1 - element / width;
        String column = input.name() + "." + input.columns().get(element % width);
        return before <= 0 ? column : column + "[-" + before + "]";
    }

    private static float[] column(double[] all, int elements, int element) {
        float[] column = new float[all.length / elements];
        for (int row = 0; row < column.length; row++) column[row] = (float) all[row * elements + element];
        return column;
    }

    private static void moments(String name, double[] all, int elements, Map<String, float[]> found) {
        float[] means = new float[all.length / elements];
        float[] spreads = new float[means.length];
        for (int row = 0; row < means.length; row++) {
            double sum = 0;
            double squares = 0;
            for (int i = row * elements; i < (row + 1) * elements; i++) {
                sum += all[i];
                squares += all[i] * all[i];
            }
            means[row] = (float) (sum / elements);
            spreads[row] = (float) Math.sqrt(Math.max(0, squares / elements - sum / elements * sum / elements));
        }
        found.put(name + ".mean", means);
        found.put(name + ".spread", spreads);
    }

    private static double[] numbers(Tensor tensor) {
        ByteBuffer bytes = tensor.data();
        double[] numbers = new double[Math.toIntExact(tensor.elements())];
        int size = tensor.type().bytes();
        for (int i = 0; i < numbers.length; i++) {
            int at = i * size;
            numbers[i] = switch (tensor.type()) {
                case BOOL, UINT8 -> Byte.toUnsignedInt(bytes.get(at));
                case INT8 -> bytes.get(at);
                case UINT16 -> Short.toUnsignedInt(bytes.getShort(at));
                case INT16 -> bytes.getShort(at);
                case UINT32 -> Integer.toUnsignedLong(bytes.getInt(at));
                case INT32 -> bytes.getInt(at);
                case UINT64, INT64 -> bytes.getLong(at);
                case FP16 -> Float.float16ToFloat(bytes.getShort(at));
                case BF16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
                case FP32 -> bytes.getFloat(at);
                case FP64 -> bytes.getDouble(at);
                case BYTES -> throw new IllegalStateException("texts are no numbers");
            };
        }
        return numbers;
    }
}
