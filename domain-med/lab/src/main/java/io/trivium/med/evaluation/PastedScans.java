package io.trivium.med.evaluation;

import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.detection.StagedNoduleDetector;
import io.trivium.med.detection.StagedNoduleDetector.Suspect;
import io.trivium.med.simulation.NodulePatch;
import io.trivium.med.simulation.NodulePlacer;
import io.trivium.med.simulation.NodulePlacer.Placed;
import io.trivium.med.simulation.Phantom;
import io.trivium.med.simulation.Protocol;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures the search on chests into which nodules were pasted, every nodule once. This is no LUNA16: places are drawn at
 * random, chests are few or simulated, and lesions that a recorded chest had before count neither way.
 */
public final class PastedScans {
    private static final int NODULES_A_SCAN = 4;
    /** Seeds of evaluation chests differ from those of training ones. */
    private static final long SALT = 0x61C8864680B583EBL;

    /** A nodule and the highest score of its marks, 0 without one. */
    private record Searched(Placed nodule, double score) {}

    private final StagedNoduleDetector detector;
    private final SplittableRandom random;
    private final Froc all = new Froc();
    private final Map<String, Froc> parts = new LinkedHashMap<>();
    private final List<Searched> found = new ArrayList<>();

    public PastedScans(StagedNoduleDetector detector, long seed) {
        this.detector = detector;
        this.random = new SplittableRandom(seed ^ SALT);
    }

    /**
     * Searches scans until every nodule was in one.
     *
     * @param nodules each is pasted once, in random order
     * @param recorded chests into which a third of the scans are pasted, in turn; may be none
     */
    public void measure(List<NodulePatch> nodules, List<ChestSeries> recorded) throws InterruptedException {
        List<NodulePatch> order = new ArrayList<>(nodules);
        for (int n = order.size() - 1; n > 0; n--) java.util.Collections.swap(order, n, random.nextInt(n + 1));
        ArrayDeque<NodulePatch> left = new ArrayDeque<>(order);
        for (int scan = 0; !left.isEmpty(); scan++) {
            List<NodulePatch> some = new ArrayList<>();
            while (some.size() < NODULES_A_SCAN && !left.isEmpty()) some.add(left.remove());
            SplittableRandom own = random.split();
            if (!recorded.isEmpty() && scan % 3 == 0) recorded(own, some, recorded.get(scan / 3 % recorded.size()));
            else simulated(own, some);
            System.err.println("pasted: scan " + (scan + 1) + ", " + left.size() + " nodules left");
        }
    }

    private void recorded(SplittableRandom own, List<NodulePatch> nodules, ChestSeries series)
            throws InterruptedException {
        Volume copy =
                new Volume(series.volume().grid(), series.volume().hounsfield().clone());
        Volume coarse = Resampler.isotropic(copy, CandidateBlock.FINE_MM);
        NodulePlacer placer = new NodulePlacer(own, coarse, LungMask.of(coarse));
        for (ChestSeries.Lesion lesion : series.lesions()) placer.avoid(lesion.centre(copy), lesion.extentMm(copy));
        List<Placed> placed = new ArrayList<>();
        for (NodulePatch nodule : nodules) placer.put(nodule, 1, copy).ifPresent(placed::add);
        count("recorded", copy, placed, series.lesions());
    }

    private void simulated(SplittableRandom own, List<NodulePatch> nodules) throws InterruptedException {
        Phantom phantom = new Phantom(own.nextLong(), Protocol.thin(own));
        Volume ideal = phantom.ideal();
        Volume coarse = Resampler.isotropic(ideal, CandidateBlock.FINE_MM);
        BitSet lungs = LungMask.of(coarse);
        NodulePlacer placer = new NodulePlacer(own.split(), coarse, lungs);
        List<Placed> placed = new ArrayList<>();
        for (NodulePatch nodule : nodules) placer.put(nodule, 1, ideal).ifPresent(placed::add);
        count("simulated", phantom.scanned(own.nextLong()), placed, List.of());
    }

    private void count(String kind, Volume image, List<Placed> nodules, List<ChestSeries.Lesion> others)
            throws InterruptedException {
        List<Double> surest = new ArrayList<>(java.util.Collections.nCopies(nodules.size(), 0.0));
        List<Double> wrong = new ArrayList<>();
        for (Suspect suspect : detector.suspects(image, (stage, share) -> {})) {
            boolean hit = false;
            for (int n = 0; n < nodules.size(); n++) {
                Placed nodule = nodules.get(n);
                double away =
                        nodule.centre().minus(suspect.candidate().centre()).length();
                if (away > Math.max(3, nodule.diameterMm() / 2)) continue;
                hit = true;
                surest.set(n, Math.max(surest.get(n), suspect.probability()));
            }
            boolean other = others.stream()
                    .anyMatch(lesion -> lesion.holds(suspect.candidate().centre(), image));
            if (!hit && !other) wrong.add(suspect.probability());
        }
        all.add(surest, wrong);
        parts.computeIfAbsent(kind, k -> new Froc()).add(surest, wrong);
        for (int n = 0; n < nodules.size(); n++) found.add(new Searched(nodules.get(n), surest.get(n)));
    }

    /** Figures by name. */
    public Map<String, Object> asMap() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("scans", all.scans());
        figures.put("nodules", all.nodules());
        figures.put("sensitivity_at_1_fp", all.sensitivity(1));
        figures.put("threshold_at_1_fp", all.threshold(1));
        figures.put("froc", all.asMap());
        parts.forEach((kind, froc) -> {
            figures.put(kind + "_scans", froc.scans());
            figures.put(kind + "_nodules", froc.nodules());
            figures.put(kind + "_froc", froc.asMap());
        });
        double threshold = all.threshold(1);
        Map<String, Object> bySize = new LinkedHashMap<>();
        double[] cuts = {0, 6, 10, 20, 1_000};
        for (int c = 0; c + 1 < cuts.length; c++) {
            double low = cuts[c];
            double high = cuts[c + 1];
            List<Searched> some = found.stream()
                    .filter(row ->
                            row.nodule().diameterMm() >= low && row.nodule().diameterMm() < high)
                    .toList();
            bySize.put(
                    high > 100 ? "from_" + (int) low + "_mm" : (int) low + "_to_" + (int) high + "_mm",
                    share(some, threshold));
        }
        figures.put("sensitivity_at_1_fp_by_diameter", bySize);
        Map<String, Object> byPlace = new LinkedHashMap<>();
        for (NodulePlacer.Place place : NodulePlacer.Place.values()) {
            byPlace.put(
                    place.name().toLowerCase(java.util.Locale.ROOT),
                    share(
                            found.stream()
                                    .filter(row -> row.nodule().place() == place)
                                    .toList(),
                            threshold));
        }
        figures.put("sensitivity_at_1_fp_by_place", byPlace);
        return figures;
    }

    private static Map<String, Object> share(List<Searched> some, double threshold) {
        long hits = some.stream()
                .filter(row -> row.score() > 0 && row.score() >= threshold)
                .count();
        Map<String, Object> share = new LinkedHashMap<>();
        share.put("nodules", some.size());
        share.put("found", hits);
        return share;
    }
}
