package io.trivium.runtime.learning.curate;

import io.trivium.runtime.learning.curate.CurationRows.Entry;
import io.trivium.runtime.learning.curate.SuspicionStore.Suspected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which labels of a data set are likely wrong. Labels with few entries are left out, and reviewers' labels are trusted.
 * Pure: the same entries give the same answer.
 *
 * @param fewest entries that the check takes; a tenth of it of each label
 * @param most suspicions
 */
record LabelCheck(int fewest, int most, OutOfSample outOfSample) {
    private static final int SHARE_OF_LABEL = 10;
    private static final int MOST_LABELS = 30;

    /**
     * The result of a check.
     *
     * @param checked entries that were judged
     */
    record Result(int checked, List<Suspected> suspected) {
        static final Result NOTHING = new Result(0, List.of());
    }

    Result of(List<Entry> entries) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Entry each : entries) counts.merge(each.label(), 1, Integer::sum);
        List<String> labels = counts.entrySet().stream()
                .filter(each -> each.getValue() >= Math.max(2, fewest / SHARE_OF_LABEL))
                .map(Map.Entry::getKey)
                .toList();
        List<Entry> judged =
                entries.stream().filter(each -> labels.contains(each.label())).toList();
        if (labels.size() < 2 || labels.size() > MOST_LABELS || judged.size() < fewest) return Result.NOTHING;
        LabelledRows rows = rows(judged, labels);
        if (judged.stream()
                        .mapToLong(Entry::group)
                        .distinct()
                        .limit(outOfSample.folds())
                        .count()
                < outOfSample.folds()) {
            return Result.NOTHING;
        }
        float[] probabilities = outOfSample.probabilities(
                rows, judged.stream().mapToLong(Entry::group).toArray());
        List<Suspected> suspected = new ArrayList<>();
        for (ConfidentLearning.Suspect each :
                new ConfidentLearning(rows.labels(), probabilities, labels.size()).suspects()) {
            Entry entry = judged.get(each.row());
            if (entry.source().equals(SuspicionService.REVIEWER)) continue;
            suspected.add(new Suspected(
                    entry.exampleId(),
                    entry.label(),
                    entry.source(),
                    entry.observedAt(),
                    labels.get(each.suggested()),
                    Math.clamp(each.probability(), 0, 1),
                    each.margin()));
            if (suspected.size() == most) break;
        }
        return new Result(judged.size(), suspected);
    }

    static LabelledRows rows(List<Entry> entries, List<String> labels) {
        int width = entries.getFirst().numbers().length;
        float[] table = new float[entries.size() * width];
        int[] classes = new int[entries.size()];
        for (int row = 0; row < classes.length; row++) {
            System.arraycopy(entries.get(row).numbers(), 0, table, row * width, width);
            classes[row] = labels.indexOf(entries.get(row).label());
        }
        return new LabelledRows(width, table, classes, labels.size());
    }
}
