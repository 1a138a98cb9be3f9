package io.trivium.fin.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.tensor.Safetensors;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import io.trivium.fin.replay.RecordedDays;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        for (int i = 0; i < features.length; i++) features[i] = i;
        int width = EventSequence.LENGTH * EventSequence.COLUMNS;
        float[] events = new float[rows * width];
        for (int i = 0; i < events.length; i++) events[i] = i;
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

    /** Seventy days from 2018-04-01, one authorization a day, every third one a fraud. */
    private static final class FewDays implements RecordedDays {
        private static final LocalDate FIRST = LocalDate.of(2018, 4, 1);

        @Override
        public LocalDate firstDay() {
            return FIRST;
        }

        @Override
        public LocalDate lastDay() {
            return FIRST.plusDays(69);
        }

        @Override
        public void require(DayRange range) {
            if (range.first().isBefore(FIRST)) throw new IllegalArgumentException("there is no day " + range.first());
        }

        @Override
        public void read(LocalDate day, Consumer<RecordedAuthorization> sink) {
            boolean fraud = day.getDayOfYear() % 3 == 0;
            sink.accept(new RecordedAuthorization(
                    day.getDayOfYear(),
                    day.atTime(12, 0).toInstant(ZoneOffset.UTC),
                    "card-" + day,
                    "terminal",
                    BigDecimal.TEN,
                    fraud,
                    fraud ? 1 : 0,
                    null,
                    null));
        }
    }

    @Test
    void daysWithoutLabelsAreThoseBeforeThatHaveAHistory() {
        RecordedDays archive = new FewDays();
        assertEquals(
                DayRange.parse("2018-05-21..2018-05-24"),
                FeatureDataset.daysBefore(archive, LocalDate.of(2018, 5, 25), 4));
        assertEquals(
                DayRange.parse("2018-05-08..2018-05-09"),
                FeatureDataset.daysBefore(archive, LocalDate.of(2018, 5, 10), 14));
        assertNull(FeatureDataset.daysBefore(archive, LocalDate.of(2018, 5, 8), 14));
        assertNull(FeatureDataset.daysBefore(archive, LocalDate.of(2018, 5, 25), 0));
    }

    @Test
    void aTrialTakesEarlierDaysWithoutTheirLabels(@TempDir Path folder) throws IOException {
        DelayedLabelSplit split = new DelayedLabelSplit(
                DayRange.parse("2018-05-25..2018-05-26"), DayRange.parse("2018-06-04..2018-06-05"), 7);
        DayRange validation = DayRange.parse("2018-05-22..2018-05-24");
        DayRange earlier = DayRange.parse("2018-05-18..2018-05-21");
        FeatureDataset.Trial trial = FeatureDataset.trial(new FewDays(), split, validation, earlier, rows -> {});
        FeatureDataset unlabelled = Objects.requireNonNull(trial.unlabelled());
        assertEquals(4, unlabelled.size());
        assertEquals(3, trial.validation().size());
        assertEquals(2, trial.train().size());
        assertEquals(2, trial.test().size());

        Path file = folder.resolve("unlabelled.safetensors");
        DatasetFile.writeUnlabelled(unlabelled, FeatureSet.NAMES, "few", "none", file);
        try (Safetensors tensors = Safetensors.open(file)) {
            assertEquals(4, tensors.tensor("features").shape()[0]);
            assertFalse(tensors.names().contains("label"));
            assertFalse(tensors.metadata().containsKey("data.positives"));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> FeatureDataset.trial(new FewDays(), split, validation, validation, rows -> {}));
    }
}
