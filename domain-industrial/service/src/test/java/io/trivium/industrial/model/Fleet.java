package io.trivium.industrial.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A simulated fleet whose third tag wears exponentially towards the end of each asset's life. */
final class Fleet {
    private Fleet() {}

    /** @param regimes kinds of operation that change at random; 1 for settings that are noise alone */
    static List<AssetHistory> lives(int assets, int regimes, long seed) {
        Random random = new Random(seed);
        List<AssetHistory> lives = new ArrayList<>();
        for (int a = 0; a < assets; a++) {
            int life = 80 + random.nextInt(120);
            double[][] settings = new double[life][2];
            double[][] tags = new double[life][4];
            for (int t = 0; t < life; t++) {
                int regime = random.nextInt(regimes);
                settings[t][0] = 10 * (regime % 3) + 0.01 * random.nextGaussian();
                settings[t][1] = (regime >= 3 ? 0.2 : 0) + 0.001 * random.nextGaussian();
                double wear = Math.exp(-(life - t) / 40.0);
                tags[t][0] = 100 * regime + random.nextGaussian();
                tags[t][1] = 14.62;
                tags[t][2] = 500 + 20 * regime + 10 * wear + random.nextGaussian();
                tags[t][3] = 50 - 7 * regime + random.nextGaussian();
            }
            lives.add(new AssetHistory("asset-" + a, settings, tags));
        }
        return lives;
    }
}
