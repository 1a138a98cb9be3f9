package io.trivium.industrial.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The usual values of each tag in each regime of an asset type. Values scaled by it are comparable between regimes.
 *
 * @param mean {@code [regimes][tags]}
 * @param deviation {@code [regimes][tags]}; 0 if a tag does not vary
 * @param kept tags that vary in most of the operation; the others say nothing and are left out
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record TagScale(OperatingRegimes regimes, double[][] mean, double[][] deviation, int[] kept) {
    private static final double CONSTANT = 1e-5;
    private static final double MOST_OF_THE_TIME = 0.5;
    private static final double LIMIT = 6;

    /** Learns it from whole lives of assets. */
    public static TagScale of(List<AssetHistory> assets) {
        OperatingRegimes regimes = OperatingRegimes.of(assets);
        List<List<double[]>> rows = new ArrayList<>();
        for (int k = 0; k < regimes.count(); k++) rows.add(new ArrayList<>());
        int cycles = 0;
        for (AssetHistory asset : assets) {
            for (int t = 0; t < asset.cycles(); t++)
                rows.get(regimes.of(asset.settings()[t])).add(asset.tags()[t]);
            cycles += asset.cycles();
        }
        int tags = assets.getFirst().tags()[0].length;
        double[][] mean = new double[regimes.count()][tags];
        double[][] deviation = new double[regimes.count()][tags];
        double[] varying = new double[tags];
        for (int k = 0; k < regimes.count(); k++) {
            if (rows.get(k).isEmpty()) continue;
            Moments.of(rows.get(k)).into(mean[k], deviation[k]);
            for (int c = 0; c < tags; c++) {
                if (deviation[k][c] <= CONSTANT * Math.abs(mean[k][c])) deviation[k][c] = 0;
                else varying[c] += rows.get(k).size() / (double) cycles;
            }
        }
        List<Integer> kept = new ArrayList<>();
        for (int c = 0; c < tags; c++) if (varying[c] > MOST_OF_THE_TIME) kept.add(c);
        if (kept.isEmpty()) throw new IllegalArgumentException("no tag varies: there is nothing to learn from");
        return new TagScale(
                regimes,
                mean,
                deviation,
                kept.stream().mapToInt(Integer::intValue).toArray());
    }

    public int tags() {
        return kept.length;
    }

    /** The kept tags of every cycle in deviations from the regime's mean, limited to ±6: {@code [cycles][tags()]}. */
    public double[][] apply(AssetHistory asset) {
        if (asset.tags()[0].length != mean[0].length) {
            throw new IllegalArgumentException(asset.asset() + " has " + asset.tags()[0].length + " tags, not the "
                    + mean[0].length + " its type was learned with");
        }
        double[][] scaled = new double[asset.cycles()][kept.length];
        for (int t = 0; t < scaled.length; t++) {
            int regime = regimes.of(asset.settings()[t]);
            for (int c = 0; c < kept.length; c++) {
                double usual = deviation[regime][kept[c]];
                if (usual == 0) continue;
                double off = (asset.tags()[t][kept[c]] - mean[regime][kept[c]]) / usual;
                scaled[t][c] = Math.clamp(off, -LIMIT, LIMIT);
            }
        }
        return scaled;
    }
}
