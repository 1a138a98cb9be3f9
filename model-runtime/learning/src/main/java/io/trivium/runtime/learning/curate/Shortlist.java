package io.trivium.runtime.learning.curate;

import io.trivium.core.model.TaskName;
import io.trivium.runtime.learning.curate.CurationRows.Entry;
import io.trivium.runtime.learning.curate.CurationRows.Unlabelled;
import io.trivium.runtime.learning.curate.ShortlistView.ShortlistItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses the unlabelled examples to have labelled next, by trees that the labelled ones teach. With fewer than {@value #FEWEST}
 * labelled ones, or of one label only, every example is as uncertain. Pure.
 */
record Shortlist(TaskName task, BatchChoice choice) {
    private static final int FEWEST = 30;
    private static final double UNSURE = 0.5;

    ShortlistView of(List<Entry> labelled, List<Unlabelled> pool, Instant madeAt, int count) {
        if (pool.isEmpty()) return new ShortlistView(madeAt, 0, labelled.size(), List.of());
        int width = pool.getFirst().numbers().length;
        float[] table = new float[pool.size() * width];
        for (int row = 0; row < pool.size(); row++) {
            System.arraycopy(pool.get(row).numbers(), 0, table, row * width, width);
        }
        List<String> labels =
                labelled.stream().map(Entry::label).distinct().sorted().toList();
        boolean isTaught = labelled.size() >= FEWEST
                && labels.size() > 1
                && labelled.getFirst().numbers().length == width;
        double[] uncertainty = new double[pool.size()];
        Arrays.fill(uncertainty, 1);
        if (isTaught) {
            TreeClassifier classifier =
                    TreeClassifier.fit(LabelCheck.rows(labelled, labels), TreeClassifier.USUAL, choice.seed());
            float[] probabilities = new float[labels.size()];
            for (int row = 0; row < pool.size(); row++) {
                classifier.probabilities(table, row * width, probabilities, 0);
                uncertainty[row] = Uncertainty.of(probabilities);
            }
        }
        int[] all = new int[pool.size()];
        Arrays.setAll(all, i -> i);
        List<ShortlistItem> items = new ArrayList<>();
        for (BatchChoice.Chosen each : choice.choose(Scaled.of(table, width), all, uncertainty, count)) {
            Unlabelled example = pool.get(each.row());
            items.add(new ShortlistItem(
                    example.exampleId(),
                    task,
                    example.occurredAt(),
                    each.worth(),
                    each.uncertainty(),
                    items.size() + 1,
                    reason(each, isTaught)));
        }
        return new ShortlistView(madeAt, pool.size(), isTaught ? labelled.size() : 0, items);
    }

    private static String reason(BatchChoice.Chosen chosen, boolean isTaught) {
        return isTaught && chosen.uncertainty() >= UNSURE ? "unsure" : "different";
    }
}
