package io.trivium.industrial.tool;

import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.dataset.HydraulicCycles;
import io.trivium.industrial.dataset.MillingRecords;
import io.trivium.industrial.dataset.MillingRecords.Milling;
import io.trivium.industrial.dataset.UcrSeries;
import io.trivium.industrial.evaluation.ClassFigures;
import io.trivium.industrial.evaluation.ClassRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Measures classifications: a network is trained on some rows and answers the others. Nothing of the measured rows is
 * learned from, rows that are nearly the same stay together, and no column tells the label.
 *
 * @param specs folder of the specifications
 * @param seeds trainings of the network, above 0; the first one's figures are printed in detail
 */
record ClassEvaluation(RuntimeTool runtime, Path specs, Path work, int seeds) {
    private static final int FOLDS = 5;

    /** Answers to rows by models that did not learn from them, {@code [trainings][rows][numbers]}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Answers(ClassRows rows, float[][][] served, Map<String, float[][][]> rivals) {
        /** The table of a figure in which more is better. */
        List<Ablation.Row> table(Measure measure) {
            long[] entities =
                    Arrays.stream(rows.groups()).mapToLong(group -> group).toArray();
            return new Ablation(entities, Better.HIGHER, (answers, some) -> measure.of(rows.labels(), answers, some))
                    .rows(served, rivals);
        }
    }

    private interface Measure {
        double of(int[] labels, float[][] answers, int[] rows);
    }

    /** Failures of AI4I 2020 by five folds, every fifth record a fold. */
    Map<String, Object> milling(Path data) throws IOException, InterruptedException {
        List<Milling> records = MillingRecords.read(data);
        Answers answers = folds(ClassRows.of(records), "industrial-record-failure.yaml");
        Map<String, Object> figures = binary(answers);
        for (int mode = 0; mode < MillingRecords.MODES.size(); mode++) {
            int there = 0;
            int found = 0;
            for (int r = 0; r < records.size(); r++) {
                if (!records.get(r).modes()[mode] || !records.get(r).failed()) continue;
                there++;
                if (answers.served()[0][r][0] >= ClassFigures.DECIDED) found++;
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
            figures = binary(folds(learned, spec));
            figures.put("protocol", "5 folds of the training part: Wafer_TEST.tsv is not there");
        } else {
            IntPredicate held = group -> group % FOLDS == 0;
            figures = binary(
                    answers(spec, learned.part(held.negate()), learned.part(held), ClassRows.of(test.orElseThrow())));
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
            Answers answers = answers(
                    "industrial-component-grade.yaml",
                    rows.part(measured.negate().and(held.negate())),
                    rows.part(measured.negate().and(held)),
                    rows.part(measured));
            ClassFigures counted = new ClassFigures();
            int[] labels = answers.rows().labels();
            for (int r = 0; r < labels.length; r++) counted.add(labels[r], ClassFigures.best(answers.served()[0][r]));
            String name = HydraulicCycles.COMPONENTS.get(component);
            figures.put(name + "_accuracy", counted.accuracy());
            figures.put(name + "_macro_f1", counted.macroF1());
            figures.put(name + "_ablation_macro_f1", answers.table(ClassFigures::macroF1));
        }
        figures.put(
                "protocol",
                "temperatures alone; runs of cycles in equal conditions stay together, every third run is measured");
        return figures;
    }

    private Answers folds(ClassRows rows, String spec) throws IOException, InterruptedException {
        float[][][] served = new float[seeds][rows.rows()][];
        Map<String, float[][][]> rivals = new LinkedHashMap<>();
        for (int f = 0; f < FOLDS; f++) {
            int fold = f;
            IntPredicate measured = group -> group % FOLDS == fold;
            IntPredicate held = group -> group % FOLDS == (fold + 1) % FOLDS;
            int[] places = IntStream.range(0, rows.rows())
                    .filter(row -> measured.test(rows.groups()[row]))
                    .toArray();
            Answers part = answers(
                    spec, rows.part(measured.negate().and(held.negate())), rows.part(held), rows.part(measured));
            place(part.served(), served, places);
            part.rivals()
                    .forEach((name, trainings) -> place(
                            trainings,
                            rivals.computeIfAbsent(name, _ -> new float[trainings.length][rows.rows()][]),
                            places));
        }
        return new Answers(rows, served, rivals);
    }

    private static void place(float[][][] part, float[][][] all, int[] places) {
        for (int training = 0; training < part.length; training++) {
            for (int i = 0; i < places.length; i++) all[training][places[i]] = part[training][i];
        }
    }

    private Answers answers(String spec, ClassRows learned, ClassRows held, ClassRows measured)
            throws IOException, InterruptedException {
        TrialFiles files = TrialFiles.write(work, learned::write, held::write, measured::write);
        float[][][] served = new float[seeds][][];
        for (int seed = 0; seed < seeds; seed++) {
            served[seed] = new ClassTrial(runtime, specs.resolve(spec), seed + 1L).answers(files);
        }
        return new Answers(
                measured, served, new RivalTrial(runtime, specs.resolve(spec), Optional.empty(), work).answers(files));
    }

    private static Map<String, Object> binary(Answers answers) {
        int[] labels = answers.rows().labels();
        float[][] served = answers.served()[0];
        int[] all = IntStream.range(0, labels.length).toArray();
        ClassFigures counted = new ClassFigures();
        for (int r : all) counted.add(labels[r], served[r][0] >= ClassFigures.DECIDED ? 1 : 0);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("rows", labels.length);
        figures.put("f1", counted.f1(1));
        figures.put("average_precision", ClassFigures.averagePrecision(labels, served, all));
        figures.put("accuracy", counted.accuracy());
        figures.put("ablation_f1", answers.table(ClassFigures::binaryF1));
        figures.put("ablation_average_precision", answers.table(ClassFigures::averagePrecision));
        return figures;
    }
}
