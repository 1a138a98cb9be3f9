package io.trivium.runtime.learning.similarity;

import io.trivium.core.learning.ExampleTensor;
import io.trivium.runtime.learning.store.Elements;
import io.trivium.runtime.learning.store.ExampleContent;
import java.util.ArrayList;
import java.util.List;

/**
 * The inputs of an example as one row of numbers, for code that compares or sorts examples without their network.
 * Tensors of up to {@value #MOST_ELEMENTS} elements are taken as they are. Of larger ones whose last dimension is a
 * short row, such as events, each column gives mean, standard deviation and last value; of all others {@value
 * #SEGMENTS} equal stretches give their means.
 */
public final class ExampleNumbers {
    private static final int MOST_ELEMENTS = 256;
    private static final int MOST_COLUMNS = 64;
    private static final int SEGMENTS = 64;
    private static final int FIGURES = 3;

    private ExampleNumbers() {}

    /** The row of an example whose inputs were encoded by {@link ExampleContent#encode}; as long for equal shapes. */
    public static float[] of(byte[] encoded) {
        List<float[]> parts = new ArrayList<>();
        int width = 0;
        for (ExampleTensor input : ExampleContent.decode(encoded)) {
            float[] part = numbers(input);
            parts.add(part);
            width += part.length;
        }
        float[] row = new float[width];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, row, at, part.length);
            at += part.length;
        }
        return row;
    }

    private static float[] numbers(ExampleTensor input) {
        Elements elements = Elements.of(input);
        List<Long> shape = input.shape();
        if (elements.size() <= MOST_ELEMENTS) return stretches(elements, elements.size());
        return shape.size() > 1 && shape.getLast() <= MOST_COLUMNS
                ? columns(elements, Math.toIntExact(shape.getLast()))
                : stretches(elements, SEGMENTS);
    }

    private static float[] stretches(Elements elements, int count) {
        float[] means = new float[count];
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * elements.size() / count);
            int to = (int) ((i + 1L) * elements.size() / count);
            double sum = 0;
            for (int at = from; at < to; at++) sum += elements.at(at);
            means[i] = (float) (sum / (to - from));
        }
        return means;
    }

    private static float[] columns(Elements elements, int columns) {
        int rows = elements.size() / columns;
        float[] figures = new float[FIGURES * columns];
        for (int column = 0; column < columns; column++) {
            double mean = 0;
            double squares = 0;
            for (int row = 0; row < rows; row++) {
                double value = elements.at(row * columns + column);
                double off = value - mean;
                mean += off / (row + 1);
                squares += off * (value - mean);
            }
            figures[FIGURES * column] = (float) mean;
            figures[FIGURES * column + 1] = (float) Math.sqrt(squares / rows);
            figures[FIGURES * column + 2] = (float) elements.at((rows - 1) * columns + column);
        }
        return figures;
    }
}
