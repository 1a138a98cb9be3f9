package io.trivium.runtime.lab.history;

import io.trivium.core.tensor.Safetensors;
import io.trivium.runtime.training.network.EventHistories;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data set of cards with their events: rows of {@code dataset --histories}, sorted by card, those of a card in order of
 * time.
 *
 * @param features {@code [rows, width]}, sums over windows
 * @param histories one a card; its events are the rows
 * @param cards of the rows
 * @param seconds of the rows since the first of all
 * @param scenarios kind of fraud of the rows; 0 for genuine
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CardHistories(
        float[] features, int width, EventHistories histories, long[] cards, long[] seconds, long[] scenarios) {

    static CardHistories read(Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            long[] cards = tensors.tensor("card").toLongs();
            long[] seconds = tensors.tensor("second").toLongs();
            Map<Long, List<Integer>> byCard = new LinkedHashMap<>();
            for (int i = 0; i < cards.length; i++)
                byCard.computeIfAbsent(cards[i], _ -> new ArrayList<>()).add(i);
            int[] order = byCard.values().stream()
                    .flatMap(List::stream)
                    .mapToInt(Integer::intValue)
                    .toArray();
            int[] starts = new int[byCard.size() + 1];
            int next = 0;
            for (List<Integer> rows : byCard.values()) {
                starts[next + 1] = starts[next] + rows.size();
                next++;
            }
            long first = Arrays.stream(seconds).min().orElseThrow();
            long[] ordered = new long[order.length];
            long[] since = new long[order.length];
            long[] scenarios = new long[order.length];
            long[] given = tensors.tensor("scenario").toLongs();
            float[] elapsed = new float[order.length];
            for (int i = 0; i < order.length; i++) {
                ordered[i] = cards[order[i]];
                since[i] = seconds[order[i]] - first;
                scenarios[i] = given[order[i]];
                elapsed[i] = i > 0 && ordered[i] == ordered[i - 1] ? since[i] - since[i - 1] : 0;
            }
            float[] event = tensors.tensor("event").toFloats();
            float[] features = tensors.tensor("features").toFloats();
            int columns = event.length / order.length;
            int width = features.length / order.length;
            EventHistories histories = new EventHistories(
                    columns,
                    sorted(event, columns, order),
                    elapsed,
                    sorted(tensors.tensor("label").toFloats(), 1, order),
                    starts);
            return new CardHistories(sorted(features, width, order), width, histories, ordered, since, scenarios);
        }
    }

    private static float[] sorted(float[] values, int each, int[] order) {
        float[] sorted = new float[values.length];
        for (int i = 0; i < order.length; i++) System.arraycopy(values, order[i] * each, sorted, i * each, each);
        return sorted;
    }

    float[] labels() {
        return histories.labels();
    }

    /** Rows of some histories, ascending. */
    int[] rows(int[] chosen) {
        return Arrays.stream(chosen)
                .flatMap(h -> java.util.stream.IntStream.range(
                        histories.starts()[h], histories.starts()[h + 1]))
                .toArray();
    }
}
