package io.trivium.med.evaluation;

import io.trivium.core.statistics.Quantiles;
import io.trivium.core.statistics.RankingQuality;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleModels;
import io.trivium.med.detection.NoduleRating;
import io.trivium.med.detection.RatedNodule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The quality of the outlines, measurements and ratings of nodules, given the centre of the readers' outlines. The
 * outline is compared on the image's own voxels.
 */
public final class NoduleFigures {
    private final List<LidcNodules.Nodule> nodules = new ArrayList<>();
    private final List<@Nullable RatedNodule> rated = new ArrayList<>();
    private final List<Double> dice = new ArrayList<>();
    private int withoutImage;
    private int seen;

    /** Measures all nodules of patients that are wanted.
     * @param wanted by patient id
     * @throws IOException when a volume cannot be read
     * @throws IllegalArgumentException when no nodule is left */
    public static NoduleFigures measure(LidcNodules data, NoduleModels models, Predicate<String> wanted)
            throws IOException {
        NoduleFigures figures = new NoduleFigures();
        List<NoduleCube> cubes = new ArrayList<>();
        List<float[]> hounsfield = new ArrayList<>();
        for (LidcNodules.Nodule nodule : data.nodules()) {
            if (!wanted.test(nodule.patientId())) {
                figures.seen++;
                continue;
            }
            var voxels = data.voxels(nodule);
            if (voxels.isEmpty()) {
                figures.withoutImage++;
                continue;
            }
            NoduleCube cube = new NoduleCube(nodule.centre(), 1);
            cubes.add(cube);
            hounsfield.add(cube.sample(voxels.orElseThrow().volume()));
            figures.nodules.add(nodule);
        }
        if (cubes.isEmpty()) {
            throw new IllegalArgumentException("no nodule is left to measure on: the pack was trained on all "
                    + figures.seen + " nodules, or they have no images");
        }
        figures.rated.addAll(RatedNodule.of(models, cubes, hounsfield));
        for (int i = 0; i < figures.nodules.size(); i++) {
            LidcNodules.Outlined reference = data.voxels(figures.nodules.get(i)).orElseThrow();
            RatedNodule found = figures.rated.get(i);
            BitSet own =
                    found == null ? new BitSet() : found.onto(reference.volume().grid());
            figures.dice.add(dice(own, reference.mask()));
        }
        return figures;
    }

    /** Twice the voxels in both by the voxels of each. */
    public static double dice(BitSet a, BitSet b) {
        BitSet both = (BitSet) a.clone();
        both.and(b);
        int all = a.cardinality() + b.cardinality();
        return all == 0 ? 1 : 2.0 * both.cardinality() / all;
    }

    /** Figures by name; a nodule without an outline has Dice 0, diameter 0 and the lowest score. */
    public Map<String, Object> asMap() {
        int count = nodules.size();
        double[] errors = new double[count];
        double[] byDiameter = new double[count];
        List<Double> scores = new ArrayList<>();
        List<Double> sizes = new ArrayList<>();
        List<Boolean> malignant = new ArrayList<>();
        Set<String> patients = new HashSet<>();
        int without = 0;
        for (int i = 0; i < count; i++) {
            LidcNodules.Nodule nodule = nodules.get(i);
            RatedNodule found = rated.get(i);
            if (found == null) without++;
            patients.add(nodule.patientId());
            byDiameter[i] = found == null ? 0 : found.lidcDiameterMm();
            errors[i] = Math.abs(byDiameter[i] - nodule.diameterMm());
            if (nodule.malignancy() == 3) continue;
            scores.add(found == null ? 0 : found.malignancy());
            sizes.add(byDiameter[i]);
            malignant.add(nodule.malignancy() > 3);
        }
        boolean[] positive = new boolean[malignant.size()];
        int positives = 0;
        for (int i = 0; i < positive.length; i++) {
            positive[i] = malignant.get(i);
            if (positive[i]) positives++;
        }
        double[] allDice = array(dice);
        Arrays.sort(allDice);
        Arrays.sort(errors);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("patients", patients.size());
        figures.put("nodules", count);
        figures.put("nodules_left_out_as_seen", seen);
        figures.put("nodules_without_image", withoutImage);
        figures.put("nodules_without_outline", without);
        figures.put("benign", positive.length - positives);
        figures.put("malignant", positives);
        figures.put("malignancy_auc", RankingQuality.of(array(scores), positive).auc());
        figures.put(
                "malignancy_auc_by_diameter_alone",
                RankingQuality.of(array(sizes), positive).auc());
        figures.put("diameter_error_median_mm", Quantiles.linear(errors, 0.5));
        figures.put("diameter_error_p90_mm", Quantiles.linear(errors, 0.9));
        figures.put(
                "dice_mean",
                dice.stream().mapToDouble(Double::doubleValue).average().orElse(0));
        figures.put("dice_median", Quantiles.linear(allDice, 0.5));
        figures.put("dice_p10", Quantiles.linear(allDice, 0.1));
        figures.put("rating_correlation", correlations());
        return figures;
    }

    private Map<String, Double> correlations() {
        Map<String, Double> correlations = new LinkedHashMap<>();
        for (NoduleRating rating : NoduleRating.values()) {
            List<Double> given = new ArrayList<>();
            List<Double> read = new ArrayList<>();
            for (int i = 0; i < nodules.size(); i++) {
                RatedNodule found = rated.get(i);
                if (found == null) continue;
                given.add(found.rating(rating));
                read.add((double) nodules.get(i).ratings()[rating.column()]);
            }
            correlations.put(rating.name().toLowerCase(java.util.Locale.ROOT), correlation(array(given), array(read)));
        }
        return correlations;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Pearson's correlation; NaN where one of both does not vary. */
    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElse(0);
        double meanB = Arrays.stream(b).average().orElse(0);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
