package io.trivium.med.evaluation;

import io.trivium.med.detection.Candidate;
import io.trivium.med.detection.CandidateBlock;
import io.trivium.med.detection.StagedNoduleDetector;
import io.trivium.med.detection.StagedNoduleDetector.Suspect;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.reading.FindingKind;
import io.trivium.med.reading.FindingView;
import io.trivium.med.reading.Growth;
import io.trivium.med.reading.PriorMatching;
import io.trivium.med.simulation.BreathHold;
import io.trivium.med.simulation.NodulePatch;
import io.trivium.med.simulation.NodulePlacer;
import io.trivium.med.simulation.NodulePlacer.Placed;
import io.trivium.med.simulation.Phantom;
import io.trivium.med.simulation.Protocol;
import io.trivium.med.volume.LungField;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.LungRegistration;
import io.trivium.med.volume.LungRegistration.Fit;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Measures the comparison with a prior on simulated pairs of studies: a chest with nodules, and the same chest in another
 * breath hold, scanned by another protocol, where nodules have grown by a known doubling time, stayed, vanished or appeared.
 * Outlines, lungs, registration, matching and growth are the product's; the search is left out: nodules are outlined from
 * their places, moved by as much as a search is off. The same seed gives the same pairs. Belongs to one thread.
 */
public final class GrowthPairs {
    private static final int LEAST_NODULES = 3;
    private static final int MORE_NODULES = 4;
    private static final double LEAST_MM = 5;
    private static final double MORE_MM = 10;
    private static final int[] INTERVALS = {90, 180, 365};
    /** Shares of nodules that are in one of the studies only, and of the others those that stay as they are. */
    private static final double ONE_STUDY = 0.15;

    private static final double SAME = 0.45;
    private static final double FAST = 0.4;
    private static final double SLOWEST_DAYS = 900;
    private static final double FASTEST_DAYS = 60;
    private static final double MOST_DOUBLINGS = 3;
    /** Deviation of a candidate's centre along each axis, and of the logarithm of its diameter. */
    private static final double CENTRE_MM = 0.8;

    private static final double DIAMETER = 0.1;
    /** The lattice on which the service finds the lungs of a series for a comparison. */
    private static final double LUNGS_MM = 4;

    private static final long SALT = 0x2545F4914F6CDD1DL;

    /** Gives nodules. */
    @FunctionalInterface
    public interface Source {
        /** A nodule of about this diameter; it is scaled to it. */
        NodulePatch nodule(SplittableRandom random, double diameterMm);
    }

    private final StagedNoduleDetector detector;
    private final Source source;
    private final Function<SplittableRandom, Protocol> protocols;
    private final SplittableRandom random;
    private final GrowthFigures figures = new GrowthFigures();

    /**
     * Begins.
     *
     * @param source of nodules
     * @param protocols of the scans, drawn for each study
     */
    public GrowthPairs(
            StagedNoduleDetector detector, Source source, Function<SplittableRandom, Protocol> protocols, long seed) {
        this.detector = detector;
        this.source = source;
        this.protocols = protocols;
        this.random = new SplittableRandom(seed ^ SALT);
    }

    /** The figures so far. */
    public GrowthFigures figures() {
        return figures;
    }

    /**
     * A nodule in both studies.
     *
     * @param beforeMm diameter in the earlier study, 0 if it is not there
     * @param nowMm in the later one
     */
    private record Lesion(NodulePatch patch, Point before, Point now, double beforeMm, double nowMm, long shape) {}

    private record Study(double sliceMm, LungField lungs, List<FindingView> findings, Map<String, Lesion> lesions) {}

    /** Simulates and compares so many pairs. */
    public void measure(int patients) throws InterruptedException {
        for (int patient = 0; patient < patients; patient++) {
            pair(random.split());
            System.err.println("growth: pair " + (patient + 1) + " of " + patients);
        }
    }

    private void pair(SplittableRandom own) throws InterruptedException {
        int days = INTERVALS[own.nextInt(INTERVALS.length)];
        Protocol first = protocols.apply(own);
        Protocol second = protocols.apply(own);
        Phantom phantom = new Phantom(own.nextLong(), first);
        BreathHold breath = new BreathHold(own);
        Volume earlier = phantom.ideal();
        Volume later = breath.chest(earlier, second);
        List<Lesion> lesions = lesions(own, earlier, breath, days);
        for (Lesion lesion : lesions) {
            draw(lesion, lesion.beforeMm(), lesion.before(), earlier);
            draw(lesion, lesion.nowMm(), lesion.now(), later);
        }
        Study prior = study(own, phantom.scanned(own.nextLong()), lesions, true);
        Study now = study(own, Phantom.scanned(later, second, own.nextLong()), lesions, false);
        compare(prior, now, lesions, days);
    }

    private static void draw(Lesion lesion, double diameterMm, Point centre, Volume into) {
        if (diameterMm == 0) return;
        NodulePlacer.draw(
                lesion.patch(),
                diameterMm / lesion.patch().diameterMm(),
                centre,
                new SplittableRandom(lesion.shape()),
                into);
    }

    private List<Lesion> lesions(SplittableRandom own, Volume chest, BreathHold breath, int days) {
        Volume coarse = Resampler.isotropic(chest, CandidateBlock.FINE_MM);
        NodulePlacer placer = new NodulePlacer(own.split(), coarse, LungMask.of(coarse));
        List<Lesion> lesions = new ArrayList<>();
        int wanted = LEAST_NODULES + own.nextInt(MORE_NODULES);
        for (int n = 0; n < wanted; n++) {
            double before = LEAST_MM + MORE_MM * own.nextDouble() * own.nextDouble();
            double now = before * Math.pow(2, doublings(own, days) / 3);
            if (own.nextDouble() < ONE_STUDY) {
                if (own.nextBoolean()) before = 0;
                else now = 0;
            }
            NodulePatch patch = source.nodule(own, Math.max(before, now));
            Optional<Placed> place = placer.place(patch, Math.max(before, now) / patch.diameterMm());
            long shape = own.nextLong();
            if (place.isEmpty()) continue;
            Point centre = place.orElseThrow().centre();
            lesions.add(new Lesion(patch, centre, breath.now(centre), before, now, shape));
        }
        return lesions;
    }

    private static double doublings(SplittableRandom own, int days) {
        double kind = own.nextDouble();
        if (kind < SAME) return 0;
        double least = kind < SAME + FAST ? FASTEST_DAYS : Growth.FAST_DAYS;
        double most = kind < SAME + FAST ? Growth.FAST_DAYS : SLOWEST_DAYS;
        double doublingDays = least * Math.pow(most / least, own.nextDouble());
        return Math.min(MOST_DOUBLINGS, days / doublingDays);
    }

    private Study study(SplittableRandom own, Volume image, List<Lesion> lesions, boolean prior)
            throws InterruptedException {
        List<Suspect> suspects = new ArrayList<>();
        for (Lesion lesion : lesions) {
            double diameter = prior ? lesion.beforeMm() : lesion.nowMm();
            if (diameter == 0) continue;
            Point off = new Point(own.nextGaussian(), own.nextGaussian(), own.nextGaussian()).times(CENTRE_MM);
            double marked = diameter * Math.exp(DIAMETER * own.nextGaussian());
            Point centre = (prior ? lesion.before() : lesion.now()).plus(off);
            suspects.add(new Suspect(new Candidate(centre, marked, 1), 1));
        }
        List<FindingView> findings = new ArrayList<>();
        Map<String, Lesion> known = new HashMap<>();
        for (NoduleFinding finding : detector.outlined(image, suspects, centre -> "2.25.1")) {
            String uid = (prior ? "1.2." : "1.3.") + (findings.size() + 1);
            findings.add(view(finding, uid, findings.size() + 1));
            lesion(finding.centre(), lesions, prior).ifPresent(lesion -> known.putIfAbsent(uid, lesion));
        }
        Volume coarse = Resampler.isotropic(image, LUNGS_MM);
        LungField lungs = new LungField(coarse.grid(), LungMask.of(coarse));
        return new Study(image.grid().sliceSpacingMm(), lungs, findings, known);
    }

    private static Optional<Lesion> lesion(Point centre, List<Lesion> lesions, boolean prior) {
        for (Lesion lesion : lesions) {
            double diameter = prior ? lesion.beforeMm() : lesion.nowMm();
            Point place = prior ? lesion.before() : lesion.now();
            if (diameter > 0 && centre.minus(place).length() <= Math.max(3, diameter / 2)) return Optional.of(lesion);
        }
        return Optional.empty();
    }

    private static FindingView view(NoduleFinding finding, String uid, int number) {
        Extent.Size size = finding.size().orElse(null);
        Point centre = finding.centre();
        return new FindingView(
                uid,
                number,
                List.of(centre.x(), centre.y(), centre.z()),
                0,
                "2.25.1",
                finding.detection(),
                FindingKind.of(size == null ? null : size.longestDiameterMm()),
                null,
                size == null ? null : size.longestDiameterMm(),
                size == null ? null : size.shortAxisMm(),
                size == null ? null : size.volumeMm3(),
                null,
                null,
                List.of(),
                Map.of(),
                List.of(),
                List.of());
    }

    private void compare(Study prior, Study now, List<Lesion> lesions, int days) {
        Optional<Fit> fit = LungRegistration.of(prior.lungs(), now.lungs());
        UnaryOperator<Point> onto = fit.<UnaryOperator<Point>>map(Fit::map).orElse(null);
        List<PriorMatching.Match> matches = PriorMatching.match(now.findings(), prior.findings(), onto);
        List<GrowthFigures.Outcome> outcomes = new ArrayList<>();
        int wrong = 0;
        Map<Lesion, @Nullable Growth> paired = new HashMap<>();
        for (PriorMatching.Match match : matches) {
            Lesion here = now.lesions().get(match.now().trackingUid());
            if (here == null || !here.equals(prior.lesions().get(match.prior().trackingUid()))) {
                wrong++;
                continue;
            }
            paired.put(here, Growth.between(match.prior(), match.now(), days));
        }
        for (Lesion lesion : lesions) {
            if (!prior.lesions().containsValue(lesion) || !now.lesions().containsValue(lesion)) continue;
            outcomes.add(new GrowthFigures.Outcome(
                    lesion.beforeMm(),
                    3 * Math.log(lesion.nowMm() / lesion.beforeMm()),
                    days,
                    Math.max(prior.sliceMm(), now.sliceMm()),
                    paired.containsKey(lesion),
                    paired.get(lesion),
                    onto == null
                            ? Double.NaN
                            : onto.apply(lesion.before()).minus(lesion.now()).length()));
        }
        figures.add(
                new GrowthFigures.Pair(outcomes, wrong, fit.map(Fit::errorMm).orElse(Double.NaN)));
    }
}
