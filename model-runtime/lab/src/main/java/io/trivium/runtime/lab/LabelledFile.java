package io.trivium.runtime.lab;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.StoredTensor;
import io.trivium.core.tensor.TensorType;
import io.trivium.runtime.learning.curate.LabelBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Rows with a class each from a file: safetensors with F32 inputs and {@code label}, or CSV with a line of names. In CSV a column
 * of words is numbered in the words' order.
 *
 * @param target which number of a label has the class, such as {@code 1} from 0 on, or the CSV column's name
 * @param ignored CSV columns that are no inputs
 * @param above numbers above it are class 1, others class 0; where it is empty the numbers are the classes
 */
record LabelledFile(Path file, String target, Set<String> ignored, OptionalDouble above) {
    private static final String LABEL = "label";

    LabelBudget.Rows read() throws IOException {
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException("there is no file " + file);
        return file.toString().endsWith(".csv") ? csv() : tensors();
    }

    private LabelBudget.Rows tensors() throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            if (!tensors.names().contains(LABEL)) {
                throw new IllegalArgumentException(file + " has no tensor '" + LABEL + "'");
            }
            StoredTensor label = tensors.tensor(LABEL);
            int rows = Math.toIntExact(label.shape()[0]);
            float[] numbers = label.toFloats();
            int each = numbers.length / rows;
            int place = target.isEmpty() ? 0 : Integer.parseInt(target);
            if (place >= each) throw new IllegalArgumentException("a label has " + each + " numbers, none is " + place);
            int[] classes = new int[rows];
            for (int row = 0; row < rows; row++) classes[row] = kind(numbers[row * each + place]);
            List<float[]> inputs = new ArrayList<>();
            int width = 0;
            for (String name : tensors.names().stream().sorted().toList()) {
                StoredTensor tensor = tensors.tensor(name);
                if (name.equals(LABEL) || ignored.contains(name) || tensor.type() != TensorType.F32) continue;
                inputs.add(tensor.toFloats());
                width += inputs.getLast().length / rows;
            }
            float[] table = new float[rows * width];
            int from = 0;
            for (float[] input : inputs) {
                int wide = input.length / rows;
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(input, row * wide, table, row * width + from, wide);
                }
                from += wide;
            }
            return new LabelBudget.Rows(width, table, classes);
        }
    }

    private LabelBudget.Rows csv() throws IOException {
        List<String[]> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) if (!line.isBlank()) lines.add(line.split(",", -1));
        List<String> names = Arrays.stream(lines.removeFirst())
                .map(name -> name.replace("\ufeff", "").strip())
                .toList();
        Set<String> unknown = new HashSet<>(ignored);
        unknown.add(target);
        names.forEach(unknown::remove);
        if (!unknown.isEmpty()) throw new IllegalArgumentException(file + " has no column " + unknown);
        int width = (int) names.stream()
                .filter(name -> !name.equals(target) && !ignored.contains(name))
                .count();
        float[] table = new float[lines.size() * width];
        int[] classes = new int[lines.size()];
        int at = 0;
        for (int column = 0; column < names.size(); column++) {
            if (ignored.contains(names.get(column))) continue;
            float[] values = column(lines, column);
            boolean isTarget = names.get(column).equals(target);
            for (int row = 0; row < values.length; row++) {
                if (isTarget) classes[row] = kind(values[row]);
                else table[row * width + at] = values[row];
            }
            if (!isTarget) at++;
        }
        return new LabelBudget.Rows(width, table, classes);
    }

    private static float[] column(List<String[]> lines, int column) {
        float[] values = new float[lines.size()];
        try {
            for (int row = 0; row < values.length; row++) values[row] = Float.parseFloat(lines.get(row)[column]);
        } catch (NumberFormatException e) {
            Map<String, Float> numbers = new TreeMap<>();
            for (String[] line : lines) numbers.put(line[column], 0f);
            float next = 0;
            for (Map.Entry<String, Float> word : numbers.entrySet()) word.setValue(next++);
            for (int row = 0; row < values.length; row++) {
                values[row] = numbers.getOrDefault(lines.get(row)[column], -1f);
            }
        }
        return values;
    }

    private int kind(float number) {
        if (above.isPresent()) return number > above.getAsDouble() ? 1 : 0;
        if (number != Math.rint(number) || number < 0) {
            throw new IllegalArgumentException(number + " is no class: say with --above where class 1 begins");
        }
        return (int) number;
    }
}
