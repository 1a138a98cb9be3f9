package io.trivium.med.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A nodule that was outlined and rated within its cube.
 *
 * @param outline voxels of the cube, at least one
 * @param probabilities of the cube's voxels, without other structures
 * @param ratings by {@link NoduleRating}, not limited to the scale
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RatedNodule(NoduleCube cube, boolean[] outline, float[] probabilities, float[] ratings) {
    /** Rating of malignancy between those that count as benign and as malignant. */
    private static final double UNDECIDED = 3;

    /** Slope of the logit per point of the rating; set, not fitted. */
    private static final double SLOPE = 2.2;

    /** log d(LIDC) = A + B · log d(outline): LIDC's outlines run outside the nodule, its volumes count what is inside. */
    private static final double DIAMETER_A = -0.164;

    private static final double DIAMETER_B = 1.019;

    /**
     * Outlines and rates what is at the centres of some cubes. A cube without an outline is left out.
     *
     * @param hounsfield of each cube
     * @return in the order of the cubes; null where there is nothing
     */
    public static List<@Nullable RatedNodule> of(
            NoduleModels models, List<NoduleCube> cubes, List<float[]> hounsfield) {
        int count = cubes.size();
        List<@Nullable RatedNodule> rated = new ArrayList<>();
        if (count == 0) return rated;
        float[] outlines = models.outlines(joined(hounsfield, NoduleCube.VOXELS), count);
        List<boolean[]> masks = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        List<float[]> kept = new ArrayList<>();
        List<float[]> features = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] own = Arrays.copyOfRange(outlines, i * NoduleCube.VOXELS, (i + 1) * NoduleCube.VOXELS);
            boolean[] mask = NoduleCube.outlined(own);
            masks.add(mask);
            kept.add(NoduleCube.within(own, mask));
            rated.add(null);
            if (NoduleFeatures.equivalentDiameter(mask, 1) == 0) continue;
            found.add(i);
            features.add(NoduleFeatures.of(hounsfield.get(i), mask, cubes.get(i).scale()));
        }
        if (found.isEmpty()) return rated;
        float[] ratings = models.ratings(
                joined(found.stream().map(hounsfield::get).toList(), NoduleCube.VOXELS),
                joined(features, NoduleFeatures.NAMES.size()),
                found.size());
        int each = NoduleRating.values().length;
        for (int f = 0; f < found.size(); f++) {
            int i = found.get(f);
            float[] own = Arrays.copyOfRange(ratings, f * each, (f + 1) * each);
            rated.set(i, new RatedNodule(cubes.get(i), masks.get(i), kept.get(i), own));
        }
        return rated;
    }

    static float[] joined(List<float[]> rows, int each) {
        float[] all = new float[rows.size() * each];
        for (int i = 0; i < rows.size(); i++) System.arraycopy(rows.get(i), 0, all, i * each, each);
        return all;
    }

    public double rating(NoduleRating what) {
        return ratings[what.column()];
    }

    /** Probability that a panel would rate it 4 or 5 rather than 1 or 2. */
    public double malignancy() {
        return 1 / (1 + Math.exp(-SLOPE * (rating(NoduleRating.MALIGNANCY) - UNDECIDED)));
    }

    /** The diameter as LUNA16 derives it from LIDC: of the ball with the mean volume of the readers' outlines, in mm. */
    public double lidcDiameterMm() {
        double own = NoduleFeatures.equivalentDiameter(outline, cube.scale());
        return Math.exp(DIAMETER_A + DIAMETER_B * Math.log(own));
    }
}
