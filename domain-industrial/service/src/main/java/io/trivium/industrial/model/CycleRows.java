package io.trivium.industrial.model;

import io.trivium.core.tensor.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Cycles with what was wrong with them, as the model runtime's trainer reads them. */
public final class CycleRows {
    /**
     * A cycle with its class.
     *
     * @param label {@link CycleProfile#GOOD}, or 1 + the defect's place
     * @param severity from 0 to 1; 0 for a good one
     * @param asset hash of the asset's name
     */
    public record Row(CycleWindow window, int label, double severity, long asset) {}

    private final List<Row> rows = new ArrayList<>();

    public void add(CycleWindow window, int label, double severity, String asset) {
        rows.add(new Row(window, label, severity, LifeRows.hash(asset)));
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    public List<CycleWindow> windows() {
        return rows.stream().map(Row::window).toList();
    }

    public int[] labels() {
        return rows.stream().mapToInt(Row::label).toArray();
    }

    /** Writes {@code series}, {@code features}, {@code label} and {@code rowhash}. */
    public void write(Path file) throws IOException {
        float[] labels = new float[rows.size()];
        long[] hashes = new long[rows.size()];
        for (int r = 0; r < labels.length; r++) {
            labels[r] = rows.get(r).label();
            hashes[r] = rows.get(r).asset();
        }
        inputs(windows())
                .add("label", new long[] {labels.length}, labels)
                .add("rowhash", new long[] {labels.length}, hashes)
                .write(file);
    }

    /** The network's inputs for some cycles. */
    public static SafetensorsWriter inputs(List<CycleWindow> windows) {
        int n = windows.size();
        return new SafetensorsWriter()
                .add("series", new long[] {n, CycleShape.STEPS, CycleWindow.CHANNELS}, series(windows))
                .add("features", new long[] {n, CycleWindow.FEATURES}, features(windows));
    }

    /** The series of cycles, one after the other. */
    public static float[] series(List<CycleWindow> windows) {
        int size = CycleShape.STEPS * CycleWindow.CHANNELS;
        float[] series = new float[Math.multiplyExact(windows.size(), size)];
        for (int w = 0; w < windows.size(); w++) System.arraycopy(windows.get(w).series(), 0, series, w * size, size);
        return series;
    }

    /** The features of cycles, one after the other. */
    public static float[] features(List<CycleWindow> windows) {
        float[] features = new float[Math.multiplyExact(windows.size(), CycleWindow.FEATURES)];
        for (int w = 0; w < windows.size(); w++) {
            System.arraycopy(windows.get(w).features(), 0, features, w * CycleWindow.FEATURES, CycleWindow.FEATURES);
        }
        return features;
    }
}
