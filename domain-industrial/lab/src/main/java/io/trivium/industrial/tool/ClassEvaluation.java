package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.dataset.HydraulicCycles;
import io.trivium.industrial.dataset.MillingRecords;
import io.trivium.industrial.dataset.MillingRecords.Milling;
import io.trivium.industrial.dataset.UcrSeries;
import io.trivium.industrial.evaluation.ClassFigures;
import io.trivium.industrial.evaluation.ClassRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Measures classifications: a network is trained on some rows and answers the others. Nothing of the measured rows is
 * learned from, rows that are nearly the same stay together, and no column tells the label.
 *
 * @param specs folder of the specifications
 */
record ClassEvaluation(RuntimeTool runtime, Path specs, Path work) {
    private static final int FOLDS = 5;
    private static final double DECIDED = 0.5;
    private static final long SEED = 1;

    /** Failures of AI4I 2020 by five folds, every fifth record a fold. */
    Map<String, Object> milling(Path data) throws IOException, InterruptedException {
        List<Milling> records = MillingRecords.read(data);
        ClassRows rows = ClassRows.of(records);
        double[] scores = folds(rows, "industrial-record-failure.yaml");
        Map<String, Object> figures = binary(scores, rows.labels());
        for (int mode = 0; mode < MillingRecords.MODES.size(); mode++) {
            int there = 0;
            int found = 0;
            for (int r = 0; r < scores.length; r++) {
                if (!records.get(r).modes()[mode] || !records.get(r).failed()) continue;
                there++;
                if (scores[r] >= DECIDED) found++;
            }
            figures.put("recall_" + MillingRecords.MODES.get(mode), there == 0 ? 0 : found / (double) there);
        }
        figures.put("protocol", "5 folds, every fifth record; columns of failure modes are no inputs; threshold 0.5");
        return figures;
    }

    /** Defective wafers, on the archive's test part where it is there, otherwise by five folds of the training part. */
    Map<String, Object> wafer(Path data) throws IOException, InterruptedException {
        String spec = "industrial-wafer-cycle.yaml";
        ClassRows learned = ClassRows.of(UcrSeries.training(data, "Wafer"));
        Optional<UcrSeries> test = UcrSeries.test(data, "Wafer");
        Map<String, Object> figures;
        if (test.isEmpty()) {
            figures = binary(folds(learned, spec), learned.labels());
            figures.put("protocol", "5 folds of the training part: Wafer_TEST.tsv is not there");
        } else {
            ClassRows measured = ClassRows.of(test.orElseThrow());
            IntPredicate held = group -> group % FOLDS == 0;
            float[][] answers = trial(spec).answers(learned.part(held.negate()), learned.part(held), measured);
            double[] scores = new double[answers.length];
            for (int r = 0; r < scores.length; r++) scores[r] = answers[r][0];
            figures = binary(scores, measured.labels());
            figures.put("protocol", "the archive's test part");
        }
        return figures;
    }

    /** Grades of four hydraulic components: every third run of cycles in equal conditions is measured. */
    Map<String, Object> hydraulic(Path data) throws IOException, InterruptedException {
        HydraulicCycles cycles = HydraulicCycles.read(data);
        Map<String, Object> figures = new LinkedHashMap<>();
        IntPredicate measured = group -> group % 3 == 0;
        IntPredicate held = group -> group % 6 == 1;
        for (int component = 0; component < HydraulicCycles.COMPONENTS.size(); component++) {
            ClassRows rows = ClassRows.of(cycles, component);
            float[][] answers = trial("industrial-component-grade.yaml").answers(rows, measured, held);
            int[] labels = rows.part(measured).labels();
            ClassFigures counted = new ClassFigures();
            for (int r = 0; r < labels.length; r++) counted.add(labels[r], best(answers[r]));
            String name = HydraulicCycles.COMPONENTS.get(component);
            figures.put(name + "_accuracy", counted.accuracy());
            figures.put(name + "_macro_f1", counted.macroF1());
        }
        figures.put(
                "protocol",
                "temperatures alone; runs of cycles in equal conditions stay together, every third run is measured");
        return figures;
    }

    private double[] folds(ClassRows rows, String spec) throws IOException, InterruptedException {
        double[] scores = new double[rows.rows()];
        for (int f = 0; f < FOLDS; f++) {
            int fold = f;
            IntPredicate measured = group -> group % FOLDS == fold;
            IntPredicate held = group -> group % FOLDS == (fold + 1) % FOLDS;
            float[][] answers = trial(spec).answers(rows, measured, held);
            int at = 0;
            for (int r = 0; r < scores.length; r++) if (measured.test(rows.groups()[r])) scores[r] = answers[at++][0];
        }
        return scores;
    }

    private ClassTrial trial(String spec) {
        return new ClassTrial(runtime, specs.resolve(spec), work, SEED);
    }

    private static Map<String, Object> binary(double[] scores, int[] labels) {
        ClassFigures counted = new ClassFigures();
        boolean[] positive = new boolean[labels.length];
        for (int r = 0; r < labels.length; r++) {
            positive[r] = labels[r] == 1;
            counted.add(labels[r], scores[r] >= DECIDED ? 1 : 0);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rows", labels.length);
        figures.put("f1", counted.f1(1));
        figures.put("average_precision", ClassFigures.averagePrecision(scores, positive));
        figures.put("accuracy", counted.accuracy());
        return figures;
    }

    private static int best(float[] probabilities) {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) if (probabilities[c] > probabilities[best]) best = c;
        return best;
    }
}
