package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.BaseAnswer;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.PerfectTrees;
import io.trivium.runtime.pack.ModelSpec;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Fits the base answer to the training rows. */
final class BaseFit {
    private BaseFit() {}

    /** Sets the base answer; the head's own bias becomes 0, because the mean is answered here. */
    static void set(BaseAnswer base, ModelSpec model, TaskData data, Parameters parameters, long seed) {
        String output = model.outputs().getFirst().name();
        Arrays.fill(parameters.get(ParameterNames.headBias(output)), 0f);
        if (data.labels().length == 0) return;
        switch (base) {
            case BaseAnswer.Linear linear -> set(linear, output, data, parameters);
            case BaseAnswer.Trees trees -> set(trees, model, output, data, parameters, seed);
        }
    }

    private static void set(BaseAnswer.Linear linear, String output, TaskData data, Parameters parameters) {
        float[] weight = parameters.get(ParameterNames.linearWeight(output));
        float[] bias = parameters.get(ParameterNames.linearBias(output));
        int columns = weight.length / bias.length;
        Ridge all = of(data, linear, columns);
        for (int number = 0; number < bias.length; number++) {
            float[] labels = labels(data, bias.length, number);
            int[] known = IntStream.range(0, labels.length)
                    .filter(row -> !Float.isNaN(labels[row]))
                    .toArray();
            if (known.length == 0) {
                throw new IllegalArgumentException("no row of the training data has a label of number " + number
                        + " of " + output + "; add rows that have one");
            }
            Ridge.Line line = known.length == labels.length
                    ? all.line(labels)
                    : of(data.part(known), linear, columns).line(labels(data.part(known), bias.length, number));
            for (int c = 0; c < columns; c++) weight[number * columns + c] = (float) line.weights()[c];
            bias[number] = (float) line.constant();
        }
    }

    /** Grows a model of trees without each part of the rows, and those on all rows. */
    private static void set(
            BaseAnswer.Trees trees, ModelSpec model, String output, TaskData data, Parameters parameters, long seed) {
        for (int part = 0; part < trees.parts(); part++) {
            int without = part;
            int[] rows = IntStream.range(0, data.rows())
                    .filter(row -> data.partOf(row, trees.parts()) != without)
                    .toArray();
            if (rows.length == 0 || rows.length == data.rows()) {
                throw new IllegalArgumentException("the rows are of too few entities for trees of " + trees.parts()
                        + " parts: part " + part + " has " + (data.rows() - rows.length) + " of " + data.rows());
            }
            set(trees, part, model, output, data.part(rows), parameters, part + 1L);
        }
        for (int i = 0; i < trees.served(); i++) {
            set(trees, trees.parts() + i, model, output, data, parameters, (seed - 1) * trees.served() + i + 1);
        }
    }

    private static void set(
            BaseAnswer.Trees trees,
            int at,
            ModelSpec model,
            String output,
            TaskData data,
            Parameters parameters,
            long seed) {
        int classes = BaseAnswer.Trees.classes(model);
        float[] table = data.input(trees.input());
        float[] constants = parameters.get(ParameterNames.treeConstants(output));
        int numbers = constants.length / trees.models();
        try (GrownTrees grown =
                GrownTrees.grow(table, table.length / data.rows(), data.oneLabelEach(), classes, trees, seed)) {
            System.arraycopy(grown.constants(), 0, constants, at * numbers, numbers);
            grown.write(PerfectTrees.of(parameters, output, trees.depth()), at * trees.trees() * numbers);
        }
    }

    private static Ridge of(TaskData data, BaseAnswer.Linear linear, int columns) {
        return new Ridge(data.input(linear.input(), columns), columns, linear.ridge());
    }

    private static float[] labels(TaskData data, int numbers, int number) {
        float[] labels = new float[data.rows()];
        for (int r = 0; r < labels.length; r++) labels[r] = data.labels()[r * numbers + number];
        return labels;
    }
}
