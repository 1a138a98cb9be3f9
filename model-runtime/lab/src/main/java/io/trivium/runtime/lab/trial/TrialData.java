package io.trivium.runtime.lab.trial;

import io.trivium.runtime.learning.gate.GateManifest;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.training.network.TaskData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * The data set of one challenger of a trial. The tests begin on some day and last three; the two days before choose the epoch.
 *
 * @param before rows that the champion was trained on
 * @param since labelled rows after that
 */
record TrialData(int day, TaskData before, TaskData since, TaskData validation, TaskData held, TaskData recent) {
    static final int CHAMPION_DAYS = 14;
    private static final int TEST_DAYS = 3;
    private static final int VALIDATION_DAYS = 2;

    /** The data set of the challenger of this number. */
    static TrialData of(TrialWorld world, TaskData before, int number) {
        int day = CHAMPION_DAYS + 5 + number % 3;
        int draw = 10 + number * 10;
        return new TrialData(
                day,
                before,
                world.rows(CHAMPION_DAYS, day - VALIDATION_DAYS, 3_000, draw),
                world.rows(day - VALIDATION_DAYS, day, 1_500, draw + 1),
                world.rows(day, day + TEST_DAYS, 3_000, draw + 2),
                world.rows(day + 1, day + TEST_DAYS + 1, 4_000, draw + 3));
    }

    /** When the data set was frozen. */
    Instant cutoff() {
        return Instant.EPOCH.plus(Duration.ofDays(day + (long) TEST_DAYS));
    }

    GateManifest manifest() {
        long[] trained = LongStream.concat(Arrays.stream(before.rowHashes()), Arrays.stream(since.rowHashes()))
                .toArray();
        long[] times = Arrays.stream(trained)
                .map(hash -> Duration.ofDays(TrialWorld.day(hash)).toSeconds())
                .toArray();
        return new GateManifest(new UUID(0, day), "simulated", cutoff(), List.of(), trained, times, held.rowHashes());
    }

    /** All labelled rows for training. */
    TaskData all() {
        return join(before, since);
    }

    static TaskData join(TaskData first, TaskData second) {
        float[] features = Arrays.copyOf(
                first.input(TrialWorld.INPUT, TrialWorld.COLUMNS), (first.rows() + second.rows()) * TrialWorld.COLUMNS);
        System.arraycopy(
                second.input(TrialWorld.INPUT, TrialWorld.COLUMNS),
                0,
                features,
                first.rows() * TrialWorld.COLUMNS,
                second.rows() * TrialWorld.COLUMNS);
        float[] labels = Arrays.copyOf(first.labels(), first.rows() + second.rows());
        System.arraycopy(second.labels(), 0, labels, first.rows(), second.rows());
        long[] hashes = LongStream.concat(Arrays.stream(first.rowHashes()), Arrays.stream(second.rowHashes()))
                .toArray();
        return new TaskData(labels.length, Map.of(TrialWorld.INPUT, features), labels, hashes);
    }

    /** Rows as gates take them. */
    static GateRows rows(TaskData data, boolean labelled) {
        return GateRows.ofFloats(
                data.rows(),
                data.inputs(),
                TrialWorld.shapes(),
                labelled ? data.labels() : new float[0],
                data.rowHashes());
    }

    /** The rows of a data set that happened from one day on to before another. */
    static TaskData ofDays(TaskData data, int from, int to) {
        List<Integer> chosen = new ArrayList<>();
        for (int row = 0; row < data.rows(); row++) {
            int day = TrialWorld.day(data.rowHashes()[row]);
            if (day >= from && day < to) chosen.add(row);
        }
        return data.part(chosen.stream().mapToInt(Integer::intValue).toArray());
    }

    static TaskData withLabels(TaskData data, float[] labels) {
        return new TaskData(data.rows(), data.inputs(), labels, data.rowHashes());
    }
}
