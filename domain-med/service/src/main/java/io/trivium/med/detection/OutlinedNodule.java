package io.trivium.med.detection;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.LungField;
import io.trivium.med.volume.Volume;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A nodule that was outlined within its cube.
 *
 * @param hounsfield of the cube's voxels, as {@link NoduleCube#sample} gives them
 * @param outline voxels of the cube, at least one
 * @param probabilities of the cube's voxels, without other structures
 * @param leavesLung whether more than a fifth of what the model outlined was outside the lungs and is left out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OutlinedNodule(
        NoduleCube cube, float[] hounsfield, boolean[] outline, float[] probabilities, boolean leavesLung) {
    /** Farthest distance of an outline's nearest voxel from the cube's centre where the chest wall was left out, mm. */
    static final double NEAR_MM = 8;

    private static final double LEAVES_FROM = 0.2;
    private static final int[] NEIGHBOURS = {-1, 1, -NoduleCube.COLUMNS, NoduleCube.COLUMNS};

    /** Outlines what is at the centre of a cube, wherever it is; null if there is nothing. */
    static @Nullable OutlinedNodule of(NoduleCube cube, float[] hounsfield, float[] answers) {
        boolean[] outline = NoduleCube.outlined(answers);
        return isEmpty(outline)
                ? null
                : new OutlinedNodule(cube, hounsfield, outline, NoduleCube.within(answers, outline), false);
    }

    /**
     * Outlines the structure at the centre of a cube, within the lungs and their closing. Where the model follows the
     * chest wall, it is called again with aerated lung in place of the wall.
     *
     * @return null if there is nothing within
     */
    static @Nullable OutlinedNodule of(NoduleModels models, Volume volume, LungField lungs, NoduleCube cube) {
        float[] hounsfield = cube.sample(volume);
        OutlinedNodule whole = of(cube, hounsfield, models.outlines(hounsfield, 1));
        if (whole == null) return null;
        boolean[] lung = lungs.over(cube.grid(volume.grid()));
        int beyond = 0;
        int all = 0;
        for (int v = 0; v < lung.length; v++) {
            if (!whole.outline[v]) continue;
            all++;
            if (!lung[v]) beyond++;
        }
        if (beyond == 0) return whole;
        boolean leaves = beyond > LEAVES_FROM * all;
        float[] answers = whole.probabilities;
        if (leaves) {
            float[] walled = hounsfield.clone();
            for (int v = 0; v < lung.length; v++) if (!lung[v]) walled[v] = NoduleCube.OUTSIDE;
            answers = models.outlines(walled, 1);
        }
        float[] kept = answers.clone();
        for (int v = 0; v < lung.length; v++) if (!lung[v]) kept[v] = 0;
        OutlinedNodule inside = leaves ? of(cube, hounsfield, opened(kept)) : null;
        if (inside == null) inside = of(cube, hounsfield, kept);
        return inside == null
                ? null
                : new OutlinedNodule(cube, hounsfield, inside.outline, inside.probabilities, leaves);
    }

    /** Probabilities without what is thinner than three voxels in its slice, such as the rim of a chest wall. */
    private static float[] opened(float[] probabilities) {
        boolean[] set = NoduleCube.reaching(probabilities);
        boolean[] core = new boolean[set.length];
        for (int v = 0; v < set.length; v++) {
            core[v] = set[v];
            for (int step : NEIGHBOURS) core[v] &= neighbour(set, v, step, true);
        }
        float[] opened = probabilities.clone();
        for (int v = 0; v < set.length; v++) {
            boolean thick = core[v];
            for (int step : NEIGHBOURS) thick |= neighbour(core, v, step, false);
            if (set[v] && !thick) opened[v] = 0;
        }
        return opened;
    }

    private static boolean neighbour(boolean[] set, int v, int step, boolean beyond) {
        int i = v % NoduleCube.COLUMNS + step % NoduleCube.COLUMNS;
        int j = v / NoduleCube.COLUMNS % NoduleCube.ROWS + step / NoduleCube.COLUMNS;
        if (i < 0 || j < 0 || i >= NoduleCube.COLUMNS || j >= NoduleCube.ROWS) return beyond;
        return set[v + step];
    }

    private static boolean isEmpty(boolean[] outline) {
        for (boolean set : outline) if (set) return false;
        return true;
    }

    /** Whether the outline touches the border of the cube, so that the nodule may continue beyond it. */
    boolean isCut() {
        for (int v = 0; v < outline.length; v++) {
            if (!outline[v]) continue;
            int i = v % NoduleCube.COLUMNS;
            int j = v / NoduleCube.COLUMNS % NoduleCube.ROWS;
            int k = v / (NoduleCube.COLUMNS * NoduleCube.ROWS);
            if (i == 0 || j == 0 || k == 0) return true;
            if (i == NoduleCube.COLUMNS - 1 || j == NoduleCube.ROWS - 1 || k == NoduleCube.SLICES - 1) return true;
        }
        return false;
    }

    /** The outline on the voxels of the series, within the lungs and their closing. */
    BitSet mask(Grid grid, LungField lungs) {
        return lungs.within(cube.onto(grid, probabilities), grid);
    }

    /** Numbers of the outline, as the rating model takes them. */
    float[] features() {
        return NoduleFeatures.of(hounsfield, outline, cube.scale());
    }

    /** Outlines what is at the centres of some cubes, wherever it is, in one call; null if there is nothing. */
    static List<@Nullable OutlinedNodule> of(NoduleModels models, List<NoduleCube> cubes, List<float[]> hounsfield) {
        if (cubes.isEmpty()) return List.of();
        float[] answers = models.outlines(RatedNodule.joined(hounsfield, NoduleCube.VOXELS), cubes.size());
        @Nullable OutlinedNodule[] outlined = new @Nullable OutlinedNodule[cubes.size()];
        for (int i = 0; i < outlined.length; i++) {
            float[] own = Arrays.copyOfRange(answers, i * NoduleCube.VOXELS, (i + 1) * NoduleCube.VOXELS);
            outlined[i] = of(cubes.get(i), hounsfield.get(i), own);
        }
        return Arrays.asList(outlined);
    }
}
