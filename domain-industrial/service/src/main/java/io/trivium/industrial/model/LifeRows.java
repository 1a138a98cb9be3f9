package io.trivium.industrial.model;

import io.trivium.core.tensor.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Windows with what is known of the life behind them, as the model runtime's trainer reads them. */
public final class LifeRows {
    /** Quantiles the network answers. */
    public static final int QUANTILES = 10;

    /** Share of the horizon from which on an asset is young. */
    private static final double YOUNG = 1.15;

    /**
     * A window and the cycles its asset still had.
     *
     * @param asset hash of the asset's name
     */
    public record Row(LifeWindow window, double remaining, long asset) {}

    private final List<Row> rows = new ArrayList<>();

    /**
     * Every {@code stride}-th cycle of a whole life, counted from its end, and a third of these where more is left than the
     * horizon and a little: there all cycles have the same label, and assets in use are seldom that young.
     */
    public void addLife(AssetHistory life, LifeProfile profile, int stride) {
        add(life, profile, stride, 3 * stride);
    }

    /** Every {@code stride}-th cycle of a whole life, counted from its end, whatever is left. */
    public void addEvenly(AssetHistory life, LifeProfile profile, int stride) {
        add(life, profile, stride, stride);
    }

    private void add(AssetHistory life, LifeProfile profile, int stride, int strideOfYoung) {
        double[][] channels = profile.channels(life);
        int left = 0;
        while (life.cycles() - left >= LifeWindow.LEAST_CYCLES) {
            rows.add(new Row(LifeWindow.at(channels, life.cycles() - left), left, hash(life.asset())));
            left += left > YOUNG * profile.horizon() ? strideOfYoung : stride;
        }
    }

    /** The latest window of an asset that has cycles left. */
    public void addLatest(AssetHistory asset, LifeProfile profile, double remaining) {
        LifeWindow latest = LifeWindow.at(profile.channels(asset), asset.cycles());
        rows.add(new Row(latest, remaining, hash(asset.asset())));
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** Identifies an asset in a pack's list of training rows. */
    public static long hash(String asset) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(asset.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Writes {@code series}, {@code features}, {@code label} (once a quantile) and {@code rowhash}. */
    public void write(Path file, double horizon) throws IOException {
        float[] labels = new float[rows.size() * QUANTILES];
        long[] hashes = new long[rows.size()];
        for (int r = 0; r < rows.size(); r++) {
            float label = (float) (Math.min(horizon, rows.get(r).remaining()) / horizon);
            java.util.Arrays.fill(labels, r * QUANTILES, (r + 1) * QUANTILES, label);
            hashes[r] = rows.get(r).asset();
        }
        inputs(rows.stream().map(Row::window).toList())
                .add("label", new long[] {rows.size(), QUANTILES}, labels)
                .add("rowhash", new long[] {rows.size()}, hashes)
                .write(file);
    }

    /** The network's inputs for some windows. */
    public static SafetensorsWriter inputs(List<LifeWindow> windows) {
        int n = windows.size();
        int size = LifeWindow.STEPS * LifeTags.CHANNELS;
        float[] series = new float[Math.multiplyExact(n, size)];
        float[] features = new float[Math.multiplyExact(n, LifeWindow.FEATURES)];
        for (int r = 0; r < n; r++) {
            System.arraycopy(windows.get(r).series(), 0, series, r * size, size);
            System.arraycopy(windows.get(r).features(), 0, features, r * LifeWindow.FEATURES, LifeWindow.FEATURES);
        }
        return new SafetensorsWriter()
                .add("series", new long[] {n, LifeWindow.STEPS, LifeTags.CHANNELS}, series)
                .add("features", new long[] {n, LifeWindow.FEATURES}, features);
    }
}
