package io.trivium.med.tool;

import io.trivium.core.bench.Ablation;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.statistics.RankingQuality;
import io.trivium.med.evaluation.LidcNodules;
import io.trivium.med.evaluation.NoduleRows;
import io.trivium.med.evaluation.PatientSplit;
import io.trivium.med.evaluation.RatingRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Compares the pack that rates with simple models of the outlines' numbers, by the malignancy of nodules of held-out
 * patients. All get the outlines of the same network; the simple models are trained on the rows that train the pack.
 *
 * @param models that outline and rate
 * @param pack that rates
 * @param work where rows and answers are exchanged
 */
record RatingRivals(RuntimeTool runtime, PackModels models, Path pack, Path work) {
    private static final long SEED = 2;
    /** Of the readers' scale from 1 to 5; such nodules are neither benign nor malignant. */
    private static final int UNDECIDED = 3;

    List<Ablation.Row> table(LidcNodules nodules) throws IOException, InterruptedException {
        Path learned = work.resolve("rating-training.safetensors");
        Path held = work.resolve("rating-validation.safetensors");
        Path measured = work.resolve("rating-measured.safetensors");
        rows(nodules, PatientSplit.TRAINING, TrainCommand.RATING_COPIES).write(learned);
        rows(nodules, PatientSplit.VALIDATION, 1).write(held);
        RatingRows decided = rows(nodules, PatientSplit.HELD_OUT, 1);
        decided.write(measured);
        List<LidcNodules.Nodule> of = decided.nodules();
        long[] patients = of.stream()
                .mapToLong(nodule -> PatientSplit.hash(nodule.patientId()))
                .toArray();
        return new Ablation(patients, Better.HIGHER, (answers, some) -> auc(of, answers, some))
                .rows(
                        new float[][][] {decided.ratings(models)},
                        runtime.rivals(
                                pack.resolve("spec.yaml"),
                                Optional.of(pack),
                                learned,
                                held,
                                measured,
                                work.resolve("rivals.safetensors")));
    }

    private RatingRows rows(LidcNodules nodules, PatientSplit part, int copies) throws IOException {
        List<NoduleRows.Row> rows = NoduleRows.of(nodules, part, copies, SEED).rows();
        return RatingRows.of(
                part == PatientSplit.HELD_OUT
                        ? rows.stream()
                                .filter(row -> row.nodule().malignancy() != UNDECIDED)
                                .toList()
                        : rows,
                models);
    }

    private static double auc(List<LidcNodules.Nodule> nodules, float[][] answers, int[] rows) {
        double[] scores = new double[rows.length];
        boolean[] malignant = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            scores[i] = answers[rows[i]][0];
            malignant[i] = nodules.get(rows[i]).malignancy() > UNDECIDED;
        }
        return RankingQuality.of(scores, malignant).auc();
    }
}
