package io.trivium.runtime.learning.release.figure;

import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.List;

/** The scores of an answer: the largest element of each row of its first output of floating-point numbers. */
public final class Scores {
    private static final int MOST_ROWS = 16;
    private static final double[] NONE = {};

    private Scores() {}

    public static double[] of(List<Tensor> outputs) {
        for (Tensor output : outputs) {
            if (output.type() == TensorType.FP32 || output.type() == TensorType.FP64) return of(output);
        }
        return NONE;
    }

    private static double[] of(Tensor output) {
        if (output.rank() == 0 || output.elements() == 0) return NONE;
        int rows = (int) Math.min(MOST_ROWS, output.size(0));
        int perRow = (int) (output.elements() / output.size(0));
        boolean isSingle = output.type() == TensorType.FP32;
        ByteBuffer data = output.data();
        int at = data.position();
        double[] scores = new double[rows];
        for (int row = 0; row < rows; row++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = row * perRow; i < (row + 1) * perRow; i++) {
                largest = Math.max(
                        largest,
                        isSingle ? data.getFloat(at + Float.BYTES * i) : data.getDouble(at + Double.BYTES * i));
            }
            scores[row] = largest;
        }
        return scores;
    }
}
