package io.trivium.runtime.training.network;

import io.trivium.runtime.moe.TokenizerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Selects the numbers of some rows that are hidden from a network, which has to predict them. Of a table single columns
 * are hidden, of a sequence of events whole events and single columns, of a series whole patches, of a volume whole
 * cubes. A hidden number is replaced by its mean and has no embedding, or, in a table, by another row's number. The
 * target is in standardised units, limited to ±{@value #LIMIT}, of a volume as the means of a cube's octants.
 */
public final class Masking {
    static final float LIMIT = 4;
    private static final int OCTANTS = 8;

    /**
     * The amount of hidden numbers.
     *
     * @param share of the numbers, on average
     * @param swapped share of a table's hidden numbers that are another row's instead of the mean
     * @param seen weight in the loss of numbers that are not hidden, which a token must preserve; 1 is the weight of
     *     those that are
     */
    public record Hiding(double share, double swapped, double seen) {
        public Hiding {
            if (!(share > 0 && share < 1 && swapped >= 0 && swapped <= 1 && seen >= 0 && seen <= 1)) {
                throw new IllegalArgumentException("hidden " + share + " must be inside 0 and 1, swapped " + swapped
                        + " and seen " + seen + " from 0 to 1");
            }
        }

        /** Hides a share and learns from it alone. */
        public static Hiding of(double share) {
            return new Hiding(share, 0, 0);
        }
    }

    /**
     * One tokenizer's part.
     *
     * @param perToken numbers predicted for a token
     * @param keep {@code [B, numbers of a row]}, 0 for a number that is replaced by its mean
     * @param sources {@code [B, numbers of a row]}, the row whose number is used; empty when that is every row's own
     * @param target {@code [B·T, perToken]}
     * @param counted {@code [B·T, perToken]}, weight in the loss: 1 for a number that was hidden, 0 for one that was never
     *     there
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Part(int tokens, int perToken, float[] keep, int[] sources, float[] target, float[] counted) {
        /** Sum of the weights. */
        public double weight() {
            double weight = 0;
            for (float each : counted) weight += each;
            return weight;
        }
    }

    private final List<Part> parts;

    private Masking(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** In the order of the tokenizers. */
    public List<Part> parts() {
        return parts;
    }

    /** The numbers predicted for one token of a tokenizer. */
    public static int perToken(TokenizerSpec spec) {
        return switch (spec) {
            case TokenizerSpec.Tabular table -> table.columns().all();
            case TokenizerSpec.EventSequence events -> events.columns().all();
            case TokenizerSpec.SeriesPatch series -> series.patch() * series.channels();
            case TokenizerSpec.Volume volume -> OCTANTS * volume.channels();
        };
    }

    /** Draws the hidden numbers of some rows. */
    public static Masking draw(EncodedData data, int[] rows, Hiding hiding, SplittableRandom random) {
        double share = hiding.share;
        List<Part> parts = new ArrayList<>();
        for (EncodedInput input : data.inputs()) {
            parts.add(
                    switch (input.spec()) {
                        case TokenizerSpec.Tabular table -> table(input, rows, hiding, random);
                        case TokenizerSpec.EventSequence events ->
                            columns(input, rows, share / 2, share / 2, hiding.seen, random);
                        case TokenizerSpec.SeriesPatch series -> columns(input, rows, 0, share, hiding.seen, random);
                        case TokenizerSpec.Volume volume -> cubes(input, volume, rows, hiding, random);
                    });
        }
        return new Masking(parts);
    }

    private static Part table(EncodedInput input, int[] rows, Hiding hiding, SplittableRandom random) {
        Part part = columns(input, rows, hiding.share, 0, hiding.seen, random);
        if (hiding.swapped == 0) return part;
        int perRow = input.perRow();
        int[] sources = new int[rows.length * perRow];
        for (int at = 0; at < sources.length; at++) {
            sources[at] = rows[at / perRow];
            if (part.keep[at] == 1 || random.nextDouble() >= hiding.swapped) continue;
            sources[at] = rows[random.nextInt(rows.length)];
            part.keep[at] = 1;
        }
        return new Part(part.tokens, part.perToken, part.keep, sources, part.target, part.counted);
    }

    private static Part columns(
            EncodedInput input, int[] rows, double single, double whole, double seen, SplittableRandom random) {
        int tokens = input.spec().tokens();
        int perToken = perToken(input.spec());
        int perRow = input.perRow();
        float[] keep = new float[rows.length * perRow];
        float[] target = new float[keep.length];
        float[] counted = new float[keep.length];
        Arrays.fill(keep, 1f);
        for (int i = 0; i < rows.length; i++) {
            for (int t = 0; t < tokens; t++) {
                boolean there = input.present().length == 0 || input.present()[rows[i] * tokens + t] == 1f;
                boolean all = random.nextDouble() < whole;
                for (int c = 0; c < perToken; c++) {
                    boolean hidden = random.nextDouble() < single || all;
                    int at = i * perRow + t * perToken + c;
                    target[at] = limited(input.numbers()[rows[i] * perRow + t * perToken + c]);
                    if (!there) continue;
                    counted[at] = hidden ? 1 : (float) seen;
                    if (hidden) keep[at] = 0;
                }
            }
        }
        return new Part(tokens, perToken, keep, new int[0], target, counted);
    }

    private static float limited(float value) {
        return Math.clamp(value, -LIMIT, LIMIT);
    }

    private static Part cubes(
            EncodedInput input, TokenizerSpec.Volume volume, int[] rows, Hiding hiding, SplittableRandom random) {
        int side = volume.patch() << volume.stem().size();
        int[] size = volume.size().stream().mapToInt(Integer::intValue).toArray();
        int[] cubes = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            cubes[axis] = TokenizerSpec.Volume.reduced(size[axis], volume.stem().size()) / volume.patch();
        }
        int tokens = volume.tokens();
        int perToken = perToken(volume);
        int voxels = size[0] * size[1] * size[2];
        float[] keep = new float[rows.length * input.perRow()];
        float[] target = new float[rows.length * tokens * perToken];
        float[] counted = new float[target.length];
        Arrays.fill(keep, 1f);
        for (int i = 0; i < rows.length; i++) {
            for (int t = 0; t < tokens; t++) {
                boolean hidden = random.nextDouble() < hiding.share;
                int[] from = {t / (cubes[1] * cubes[2]) * side, t / cubes[2] % cubes[1] * side, t % cubes[2] * side};
                for (int channel = 0; channel < volume.channels(); channel++) {
                    double[] sums = new double[OCTANTS];
                    int[] counts = new int[OCTANTS];
                    for (int z = from[0]; z < Math.min(size[0], from[0] + side); z++) {
                        for (int y = from[1]; y < Math.min(size[1], from[1] + side); y++) {
                            for (int x = from[2]; x < Math.min(size[2], from[2] + side); x++) {
                                int at = channel * voxels + (z * size[1] + y) * size[2] + x;
                                int octant = (2 * (z - from[0]) / side * 2 + 2 * (y - from[1]) / side) * 2
                                        + 2 * (x - from[2]) / side;
                                sums[octant] += input.numbers()[rows[i] * input.perRow() + at];
                                counts[octant]++;
                                if (hidden) keep[i * input.perRow() + at] = 0;
                            }
                        }
                    }
                    for (int o = 0; o < OCTANTS; o++) {
                        int at = (i * tokens + t) * perToken + channel * OCTANTS + o;
                        target[at] = counts[o] == 0 ? 0 : limited((float) (sums[o] / counts[o]));
                        if (counts[o] > 0) counted[at] = hidden ? 1 : (float) hiding.seen;
                    }
                }
            }
        }
        return new Part(tokens, perToken, keep, new int[0], target, counted);
    }
}
