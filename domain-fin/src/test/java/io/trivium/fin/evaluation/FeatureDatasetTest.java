package io.trivium.fin.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureDatasetTest {

    @Test
    void leavesOutAndCountsTheRowsAModelHasSeen() {
        int rows = 3_000;
        List<RecordedAuthorization> all = IntStream.range(0, rows)
                .mapToObj(i -> new RecordedAuthorization(
                        i,
                        Instant.parse("2018-08-08T00:00:00Z").plusSeconds(i),
                        "card",
                        "terminal",
                        BigDecimal.TEN,
                        i % 100 == 0,
                        i % 100 == 0 ? 1 : 0,
                        null,
                        null))
                .toList();
        float[] features = new float[rows * FeatureSet.COUNT];
        for (int i = 0; i < features.length; i++) {
            features[i] = i;
        }
        int width = EventSequence.LENGTH * EventSequence.COLUMNS;
        float[] events = new float[rows * width];
        for (int i = 0; i < events.length; i++) {
            events[i] = i;
        }
        FeatureDataset dataset = new FeatureDataset(DayRange.parse("2018-08-08"), features, events, all, 7);

        long[] seen = dataset.rowHashes();
        seen = Arrays.copyOfRange(seen, 1_000, 1_500);
        Arrays.sort(seen);
        FeatureDataset rest = dataset.without(seen);

        assertEquals(2_500, rest.size());
        assertEquals(507, rest.excluded());
        assertEquals(25, rest.positives());
        assertEquals(999, rest.rows().get(999).id());
        assertEquals(1_500, rest.rows().get(1_000).id());
        assertEquals(1_500f * FeatureSet.COUNT, rest.features()[1_000 * FeatureSet.COUNT]);
        assertEquals(1_500f * width, rest.events()[1_000 * width]);
        assertEquals(2_500 * width, rest.events().length);
    }
}
