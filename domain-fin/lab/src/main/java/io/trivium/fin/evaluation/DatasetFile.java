package io.trivium.fin.evaluation;

import io.trivium.core.tensor.Safetensors;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.replay.RecordedAuthorization;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files through which evaluation and the model runtime's tools talk.
 *
 * <p>A data set holds {@code features} F32 [N, columns], {@code events} F32 [N, 8, 14] (padding first), {@code label} F32 [N] (not in a data set without labels), {@code rowhash} I64 [N], {@code id} I64 [N],
 * {@code day} I64 [N] (days since 1970) and {@code card} I64 [N] (equal for equal cards, otherwise without meaning). A
 * score file holds {@code score} F32 [N] or [N, 1] of the same rows.
 */
public final class DatasetFile {
    private DatasetFile() {}

    /**
     * Writes a data set; an existing file is replaced.
     *
     * @param columns of {@code features}, names of {@link FeatureSet#NAMES}
     * @param name of the data, as a model's provenance shows it
     * @param licence of the data, likewise
     */
    public static void write(FeatureDataset dataset, List<String> columns, String name, String licence, Path file)
            throws IOException {
        tensors(dataset, columns, name, licence)
                .metadata("data.positives", Integer.toString(dataset.positives()))
                .add("label", new long[] {dataset.size()}, dataset.labels())
                .write(file);
    }

    /**
     * Writes the same with {@code event} F32 [N, {@value CardEvents#COLUMNS}] as {@link CardEvents} has it, {@code second}
     * I64 [N] (since 1970) and {@code scenario} I64 [N] (0 for genuine).
     */
    public static void writeHistories(
            FeatureDataset dataset, List<String> columns, String name, String licence, Path file) throws IOException {
        int rows = dataset.size();
        long[] seconds = new long[rows];
        long[] scenarios = new long[rows];
        for (int i = 0; i < rows; i++) {
            seconds[i] = dataset.rows().get(i).occurredAt().getEpochSecond();
            scenarios[i] = dataset.rows().get(i).scenario();
        }
        tensors(dataset, columns, name, licence)
                .add("label", new long[] {rows}, dataset.labels())
                .add("event", new long[] {rows, CardEvents.COLUMNS}, CardEvents.of(dataset.rows()))
                .add("second", new long[] {rows}, seconds)
                .add("scenario", new long[] {rows}, scenarios)
                .write(file);
    }

    /** Writes the same without labels, and without a word on how many there were. */
    public static void writeUnlabelled(
            FeatureDataset dataset, List<String> columns, String name, String licence, Path file) throws IOException {
        tensors(dataset, columns, name, licence).write(file);
    }

    private static SafetensorsWriter tensors(
            FeatureDataset dataset, List<String> columns, String name, String licence) {
        int rows = dataset.size();
        long[] ids = new long[rows];
        long[] days = new long[rows];
        long[] cards = new long[rows];
        Map<String, Long> cardNumbers = new HashMap<>();
        for (int i = 0; i < rows; i++) {
            RecordedAuthorization row = dataset.rows().get(i);
            ids[i] = row.id();
            days[i] = row.day().toEpochDay();
            cards[i] = cardNumbers.computeIfAbsent(row.customerId(), card -> (long) cardNumbers.size());
        }
        return new SafetensorsWriter()
                .metadata("data.name", name)
                .metadata("data.licence", licence)
                .metadata("data.from", dataset.days().first().toString())
                .metadata("data.to", dataset.days().last().toString())
                .metadata("data.rows", Integer.toString(rows))
                .metadata("data.excluded", Integer.toString(dataset.excluded()))
                .metadata("feature.names", String.join(",", columns))
                .metadata("feature.version", FeatureSet.VERSION)
                .metadata("event.names", String.join(",", EventSequence.NAMES))
                .add("features", new long[] {rows, columns.size()}, select(dataset.features(), rows, columns))
                .add("events", new long[] {rows, EventSequence.LENGTH, EventSequence.COLUMNS}, dataset.events())
                .add("rowhash", new long[] {rows}, dataset.rowHashes())
                .add("id", new long[] {rows}, ids)
                .add("day", new long[] {rows}, days)
                .add("card", new long[] {rows}, cards);
    }

    private static float[] select(float[] features, int rows, List<String> columns) {
        if (columns.equals(FeatureSet.NAMES)) return features;
        int[] indexes = columns.stream().mapToInt(FeatureSet.NAMES::indexOf).toArray();
        float[] selected = new float[rows * indexes.length];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < indexes.length; i++) {
                selected[row * indexes.length + i] = features[row * FeatureSet.COUNT + indexes[i]];
            }
        }
        return selected;
    }

    /** The data of a data set that metrics need, without scores yet. */
    @SuppressWarnings("ArrayRecordComponent") // large, never compared
    public record Truth(long[] days, long[] cards, boolean[] fraud) {
        public int size() {
            return fraud.length;
        }

        /** The rows with their scores, for {@link CardPrecision}. */
        public List<CardPrecision.Row> rows(float[] scores) {
            List<CardPrecision.Row> rows = new ArrayList<>(fraud.length);
            for (int i = 0; i < fraud.length; i++) {
                rows.add(new CardPrecision.Row(days[i], Long.toString(cards[i]), fraud[i], scores[i]));
            }
            return rows;
        }
    }

    public static Truth readTruth(Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            float[] labels = tensors.tensor("label").toFloats();
            boolean[] fraud = new boolean[labels.length];
            for (int i = 0; i < labels.length; i++) fraud[i] = labels[i] == 1;
            long[] days = tensors.tensor("day").toLongs();
            long[] cards = tensors.tensor("card").toLongs();
            if (days.length != labels.length || cards.length != labels.length) {
                throw new IllegalArgumentException(file + ": label, day and card differ in length");
            }
            return new Truth(days, cards, fraud);
        }
    }

    public static float[] readScores(Path file) throws IOException {
        try (Safetensors tensors = Safetensors.open(file)) {
            return tensors.tensor("score").toFloats();
        }
    }

    /** The row hashes of a model pack's {@code training-rows.bin}, sorted as signed numbers. */
    public static long[] readTrainingRows(Path pack) throws IOException {
        Path file = pack.resolve("training-rows.bin");
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length % Long.BYTES != 0) {
            throw new IllegalArgumentException(file + ": " + bytes.length + " bytes are no list of 64-bit numbers");
        }
        LongBuffer numbers = ByteBuffer.wrap(bytes).asLongBuffer();
        long[] hashes = new long[numbers.remaining()];
        numbers.get(hashes);
        Arrays.sort(hashes);
        return hashes;
    }
}
