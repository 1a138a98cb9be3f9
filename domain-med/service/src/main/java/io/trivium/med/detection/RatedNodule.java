package io.trivium.med.detection;

import io.trivium.med.volume.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A nodule that was outlined and rated.
 *
 * @param ratings by {@link NoduleRating}, not limited to the scale
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RatedNodule(OutlinedNodule outlined, float[] ratings) {
    /** Rating of malignancy between those that count as benign and as malignant. */
    private static final double UNDECIDED = 3;

    /** Slope of the logit per point of the rating; set, not fitted. */
    private static final double SLOPE = 2.2;

    /** log d(LIDC) = A + B · log d(outline): LIDC's outlines run outside the nodule, its volumes count what is inside. */
    private static final double DIAMETER_A = -0.164;

    private static final double DIAMETER_B = 1.019;

    /**
     * Outlines and rates what is at the centres of some cubes, without regard to lungs. A cube without an outline is left out.
     *
     * @param hounsfield of each cube
     * @return in the order of the cubes; null if there is nothing
     */
    public static List<@Nullable RatedNodule> of(
            NoduleModels models, List<NoduleCube> cubes, List<float[]> hounsfield) {
        List<@Nullable OutlinedNodule> outlined = OutlinedNodule.of(models, cubes, hounsfield);
        List<OutlinedNodule> found = new ArrayList<>();
        for (OutlinedNodule each : outlined) if (each != null) found.add(each);
        Iterator<RatedNodule> rated = of(models, found).iterator();
        List<@Nullable RatedNodule> answers = new ArrayList<>();
        for (OutlinedNodule each : outlined) answers.add(each == null ? null : rated.next());
        return answers;
    }

    /** Rates outlined nodules in one call, in their order. */
    static List<RatedNodule> of(NoduleModels models, List<OutlinedNodule> outlined) {
        if (outlined.isEmpty()) return List.of();
        float[] ratings = models.ratings(
                joined(outlined.stream().map(OutlinedNodule::hounsfield).toList(), NoduleCube.VOXELS),
                joined(outlined.stream().map(OutlinedNodule::features).toList(), NoduleFeatures.NAMES.size()),
                outlined.size());
        int each = NoduleRating.values().length;
        List<RatedNodule> rated = new ArrayList<>();
        for (int i = 0; i < outlined.size(); i++) {
            rated.add(new RatedNodule(outlined.get(i), Arrays.copyOfRange(ratings, i * each, (i + 1) * each)));
        }
        return rated;
    }

    static float[] joined(List<float[]> rows, int each) {
        float[] all = new float[rows.size() * each];
        for (int i = 0; i < rows.size(); i++) System.arraycopy(rows.get(i), 0, all, i * each, each);
        return all;
    }

    /** The outline on a volume's own voxels. */
    public BitSet onto(Grid grid) {
        return outlined.cube().onto(grid, outlined.probabilities());
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
        double own = NoduleFeatures.equivalentDiameter(
                outlined.outline(), outlined.cube().scale());
        return Math.exp(DIAMETER_A + DIAMETER_B * Math.log(own));
    }
}
