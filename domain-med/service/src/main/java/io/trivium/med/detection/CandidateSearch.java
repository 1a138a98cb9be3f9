package io.trivium.med.detection;

import io.trivium.med.volume.Components;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Runs the candidate stage over the part of a volume that holds lung, some blocks at a time, and joins what it marks.
 * Blocks without lung in their inner part are left out. Belongs to one thread.
 */
final class CandidateSearch {
    private static final int STEP = CandidateBlock.EXTENT - 2 * CandidateBlock.MARGIN;
    private static final float MARKED = 0.02f;
    private static final float SURE = 0.5f;
    /** Voxels up to which a part stays whole: a ball of 10 voxels across. */
    private static final int WHOLE_UP_TO = 520;

    private static final int LEAST_CORE = 3;
    private static final double APART_MM = 6;

    private final Volume volume;
    private final BitSet region;
    private final NoduleModels models;
    private final int blocksPerCall;
    private final List<int[]> blocks = new ArrayList<>();
    private final float[] probabilities;
    private final float[] buffer;
    private int next;

    /** @param region allowed positions of a candidate's centre, by {@link Grid#index} of the volume's grid */
    CandidateSearch(Volume volume, BitSet region, NoduleModels models, int blocksPerCall) {
        this.volume = volume;
        this.region = region;
        this.models = models;
        this.blocksPerCall = blocksPerCall;
        this.probabilities = new float[volume.grid().voxels()];
        this.buffer = new float[blocksPerCall * CandidateBlock.VOXELS];
        cut();
    }

    /** Lays blocks over the region's box so that their inner parts cover it, each at an equal share of the rest. */
    private void cut() {
        Grid grid = volume.grid();
        int[] low = {grid.slices(), grid.rows(), grid.columns()};
        int[] high = {-1, -1, -1};
        for (int v = region.nextSetBit(0); v >= 0; v = region.nextSetBit(v + 1)) {
            int[] at = {v / (grid.columns() * grid.rows()), v / grid.columns() % grid.rows(), v % grid.columns()};
            for (int a = 0; a < 3; a++) {
                low[a] = Math.min(low[a], at[a]);
                high[a] = Math.max(high[a], at[a]);
            }
        }
        if (high[0] < 0) return;
        int[][] starts = new int[3][];
        for (int a = 0; a < 3; a++) {
            int extent = high[a] - low[a] + 1;
            int count = (extent + STEP - 1) / STEP;
            starts[a] = new int[count];
            int spare = (count * STEP - extent) / 2;
            for (int n = 0; n < count; n++) starts[a][n] = low[a] - spare + n * STEP;
        }
        for (int k : starts[0]) {
            for (int j : starts[1]) {
                for (int i : starts[2]) if (isWanted(k, j, i)) blocks.add(new int[] {k, j, i});
            }
        }
    }

    private boolean isWanted(int k, int j, int i) {
        Grid grid = volume.grid();
        for (int z = Math.max(0, k); z < Math.min(grid.slices(), k + STEP); z++) {
            for (int y = Math.max(0, j); y < Math.min(grid.rows(), j + STEP); y++) {
                int from = grid.index(z, y, Math.max(0, i));
                int to = grid.index(z, y, Math.min(grid.columns(), i + STEP) - 1);
                int set = region.nextSetBit(from);
                if (set >= 0 && set <= to) return true;
            }
        }
        return false;
    }

    int blocks() {
        return blocks.size();
    }

    boolean hasNext() {
        return next < blocks.size();
    }

    /** Share of the work that is done, in [0, 1]. */
    double progress() {
        return blocks.isEmpty() ? 1 : (double) next / blocks.size();
    }

    /** One more call. */
    void next() {
        int count = Math.min(blocksPerCall, blocks.size() - next);
        for (int b = 0; b < count; b++) {
            int[] at = blocks.get(next + b);
            int margin = CandidateBlock.MARGIN;
            CandidateBlock.copy(
                    volume, at[0] - margin, at[1] - margin, at[2] - margin, buffer, b * CandidateBlock.VOXELS);
        }
        float[] rows = count == blocksPerCall ? buffer : Arrays.copyOf(buffer, count * CandidateBlock.VOXELS);
        float[] answers = models.candidates(rows, count);
        for (int b = 0; b < count; b++) keep(blocks.get(next + b), answers, b * CandidateBlock.VOXELS);
        next += count;
    }

    private void keep(int[] block, float[] answers, int from) {
        Grid grid = volume.grid();
        int margin = CandidateBlock.MARGIN;
        for (int z = Math.max(0, block[0]); z < Math.min(grid.slices(), block[0] + STEP); z++) {
            for (int y = Math.max(0, block[1]); y < Math.min(grid.rows(), block[1] + STEP); y++) {
                int row = from
                        + ((z - block[0] + margin) * CandidateBlock.EXTENT + y - block[1] + margin)
                                * CandidateBlock.EXTENT
                        + margin
                        - block[2];
                for (int x = Math.max(0, block[2]); x < Math.min(grid.columns(), block[2] + STEP); x++) {
                    probabilities[grid.index(z, y, x)] = answers[row + x];
                }
            }
        }
    }

    /**
     * Returns the marked candidates, the most probable first: connected voxels of at least 2 %. One that is larger than
     * a nodule and its vessels is split into its parts of at least one half; of two that are closer than 6 mm, or one
     * within the other, the more probable one is kept.
     */
    List<Candidate> candidates() {
        Grid grid = volume.grid();
        BitSet marked = over(MARKED);
        Components weak = Components.of(grid, marked);
        Components sure = Components.of(grid, over(SURE));
        Part[] parts = new Part[weak.count() + 1];
        Part[] cores = new Part[sure.count() + 1];
        boolean[] split = new boolean[weak.count() + 1];
        for (int v = marked.nextSetBit(0); v >= 0; v = marked.nextSetBit(v + 1)) add(parts, weak.label(v), v);
        for (int c = 1; c < parts.length; c++) split[c] = parts[c].count > WHOLE_UP_TO;
        for (int v = marked.nextSetBit(0); v >= 0; v = marked.nextSetBit(v + 1)) {
            if (probabilities[v] >= SURE && split[weak.label(v)]) add(cores, sure.label(v), v);
        }
        List<Candidate> found = new ArrayList<>();
        for (Part core : cores) if (core != null && core.count >= LEAST_CORE) collect(core, found);
        for (int c = 1; c < parts.length; c++) if (!split[c]) collect(parts[c], found);
        found.sort(Comparator.comparingDouble(Candidate::score).reversed());
        List<Candidate> apart = new ArrayList<>();
        for (Candidate candidate : found) {
            if (apart.stream().noneMatch(other -> isNear(other, candidate))) apart.add(candidate);
        }
        return apart;
    }

    private static boolean isNear(Candidate one, Candidate other) {
        double away = one.centre().minus(other.centre()).length();
        return away < Math.max(APART_MM, Math.max(one.diameterMm(), other.diameterMm()) / 2);
    }

    private BitSet over(float least) {
        BitSet over = new BitSet(probabilities.length);
        for (int v = 0; v < probabilities.length; v++) if (probabilities[v] >= least) over.set(v);
        return over;
    }

    private void add(Part[] parts, int label, int v) {
        if (parts[label] == null) parts[label] = new Part();
        Grid grid = volume.grid();
        Part part = parts[label];
        double p = probabilities[v];
        part.weight += p;
        int k = v / (grid.columns() * grid.rows());
        int j = v / grid.columns() % grid.rows();
        int i = v % grid.columns();
        part.k += p * k;
        part.j += p * j;
        part.i += p * i;
        part.count++;
        part.peak = Math.max(part.peak, p);
    }

    private void collect(Part part, List<Candidate> found) {
        Grid grid = volume.grid();
        double k = part.k / part.weight;
        double j = part.j / part.weight;
        double i = part.i / part.weight;
        if (!region.get(grid.index((int) Math.rint(k), (int) Math.rint(j), (int) Math.rint(i)))) return;
        Point centre = grid.patient(k, j, i);
        found.add(new Candidate(centre, Math.cbrt(6 * part.count * grid.voxelMm3() / Math.PI), part.peak));
    }

    private static final class Part {
        private double weight;
        private double k;
        private double j;
        private double i;
        private int count;
        private double peak;
    }
}
