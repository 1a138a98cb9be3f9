package io.trivium.med.detection;

import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.LungField;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Searches a chest in stages: the volume at 2 mm, its lungs, a network of three-dimensional convolutions over them for
 * candidates, at 4 mm too for masses, a second network for the cube around each candidate, then outline and ratings. In
 * addition to the volume it needs some 10 bytes for every voxel of 2 mm. Every call of a model takes as many rows as
 * the settings say. Safe for use by several threads.
 */
public final class StagedNoduleDetector implements NoduleDetector {
    /** Maximum distance of a candidate's centre from the lungs, mm. */
    private static final double BEYOND_MM = 4;

    private static final double MASS_BEYOND_MM = 16;

    private final NoduleModels models;
    private final SearchSettings settings;

    public StagedNoduleDetector(NoduleModels models, SearchSettings settings) {
        this.models = models;
        this.settings = settings;
    }

    /** The result of the candidate stage: the lungs at 2 mm, and the positions within or near them. */
    private record Marked(LungField lungs, List<Candidate> candidates) {}

    /** A candidate and the probability that it is a nodule. */
    public record Suspect(Candidate candidate, double probability) {}

    @Override
    public List<NoduleFinding> detect(Volume volume, Function<Point, String> trackingUids, Progress progress)
            throws InterruptedException {
        return detect(volume, trackingUids, progress, traced -> {});
    }

    /**
     * The same search.
     *
     * @param traces takes every finding before it is joined with others
     */
    public List<NoduleFinding> detect(
            Volume volume, Function<Point, String> trackingUids, Progress progress, Consumer<TracedFinding> traces)
            throws InterruptedException {
        Marked marked = marked(volume, progress);
        return reported(
                volume,
                marked.lungs(),
                examined(volume, marked.candidates(), progress),
                trackingUids,
                progress,
                traces);
    }

    /**
     * Outlines and rates what is at known places, without a search.
     *
     * @param suspects the most probable first; those below the threshold of the settings are left out
     */
    public List<NoduleFinding> outlined(Volume volume, List<Suspect> suspects, Function<Point, String> trackingUids)
            throws InterruptedException {
        Progress none = (stage, share) -> {};
        Volume fine = resampled(volume, CandidateBlock.FINE_MM, none);
        LungField lungs = new LungField(fine.grid(), LungMask.of(fine));
        return reported(volume, lungs, suspects, trackingUids, none, traced -> {});
    }

    private List<NoduleFinding> reported(
            Volume volume,
            LungField lungs,
            List<Suspect> suspects,
            Function<Point, String> trackingUids,
            Progress progress,
            Consumer<TracedFinding> traces)
            throws InterruptedException {
        FindingMaker maker = new FindingMaker(models, volume, lungs, trackingUids);
        JoinedFindings findings = new JoinedFindings(volume.grid(), trackingUids);
        for (int s = 0; s < suspects.size() && findings.size() < settings.findings(); s++) {
            Suspect suspect = suspects.get(s);
            if (suspect.probability < settings.threshold()) break;
            check();
            maker.of(suspect).ifPresent(traced -> {
                traces.accept(traced);
                findings.add(traced.finding());
            });
            progress.at("rate", 0.9 + 0.1 * (s + 1) / suspects.size());
        }
        progress.at("rate", 1);
        return findings.list();
    }

    /**
     * Searches without outlines and ratings.
     *
     * @return every examined candidate, the most probable first
     */
    public List<Suspect> suspects(Volume volume, Progress progress) throws InterruptedException {
        return examined(volume, candidates(volume, progress), progress);
    }

    /**
     * Returns the candidates of the candidate stage.
     *
     * @return at most as many as the settings say, by falling score
     */
    public List<Candidate> candidates(Volume volume, Progress progress) throws InterruptedException {
        return marked(volume, progress).candidates();
    }

    private Marked marked(Volume volume, Progress progress) throws InterruptedException {
        Volume fine = resampled(volume, CandidateBlock.FINE_MM, progress);
        LungMask mask = new LungMask(fine);
        while (mask.hasNext()) {
            check();
            mask.next();
            progress.at("lungs", 0.1 + 0.1 * mask.progress());
        }
        BitSet lungs = mask.mask();
        if (lungs.isEmpty()) return new Marked(new LungField(fine.grid(), lungs), List.of());
        List<Candidate> candidates =
                new ArrayList<>(search(fine, Region.grown(fine.grid(), lungs, BEYOND_MM), progress, 0.2, 0.6));
        Volume coarse = resampled(fine, CandidateBlock.COARSE_MM, (stage, share) -> {});
        BitSet region = Region.onto(fine.grid(), lungs, coarse.grid());
        for (Candidate mass :
                search(coarse, Region.grown(coarse.grid(), region, MASS_BEYOND_MM), progress, 0.8, 0.05)) {
            if (!mass.isMass()) continue;
            candidates.removeIf(mass::holds);
            candidates.add(mass);
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed());
        return new Marked(
                new LungField(fine.grid(), lungs),
                List.copyOf(candidates.subList(0, Math.min(candidates.size(), settings.candidates()))));
    }

    private Volume resampled(Volume volume, double spacingMm, Progress progress) throws InterruptedException {
        Resampler resampler = new Resampler(volume, spacingMm);
        int slices = resampler.grid().slices();
        for (int k = 0; resampler.hasNext(); k++) {
            check();
            resampler.next();
            progress.at("resample", 0.1 * (k + 1) / slices);
        }
        return resampler.volume();
    }

    private List<Candidate> search(Volume volume, BitSet region, Progress progress, double from, double share)
            throws InterruptedException {
        CandidateSearch search = new CandidateSearch(volume, region, models, settings.blocksPerCall());
        while (search.hasNext()) {
            check();
            search.next();
            progress.at("search", from + share * search.progress());
        }
        return search.candidates();
    }

    private List<Suspect> examined(Volume volume, List<Candidate> candidates, Progress progress)
            throws InterruptedException {
        List<Suspect> suspects = new ArrayList<>();
        for (int from = 0; from < candidates.size(); from += settings.cubesPerCall()) {
            check();
            List<Candidate> some =
                    candidates.subList(from, Math.min(candidates.size(), from + settings.cubesPerCall()));
            List<float[]> cubes = new ArrayList<>();
            List<float[]> features = new ArrayList<>();
            for (Candidate candidate : some) {
                float[] cube = candidate.cube().sample(volume);
                cubes.add(cube);
                features.add(SuspectFeatures.of(candidate, cube));
            }
            float[] probabilities = models.suspicions(
                    RatedNodule.joined(cubes, NoduleCube.VOXELS),
                    RatedNodule.joined(features, SuspectFeatures.NAMES.size()),
                    some.size());
            for (int i = 0; i < some.size(); i++) suspects.add(new Suspect(some.get(i), probabilities[i]));
            progress.at("examine", 0.85 + 0.05 * suspects.size() / candidates.size());
        }
        suspects.sort(Comparator.comparingDouble(Suspect::probability).reversed());
        return suspects;
    }

    private static void check() throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException("the search was interrupted");
    }

    /** Regions of volumes at 2 and 4 mm. */
    private static final class Region {
        /** By steps of one voxel along the axes. */
        static BitSet grown(Grid grid, BitSet region, double mm) {
            BitSet grown = (BitSet) region.clone();
            int steps = (int) Math.round(mm / grid.sliceSpacingMm());
            int plane = grid.rows() * grid.columns();
            for (int step = 0; step < steps; step++) {
                BitSet last = (BitSet) grown.clone();
                for (int v = last.nextSetBit(0); v >= 0; v = last.nextSetBit(v + 1)) {
                    int i = v % grid.columns();
                    int j = v / grid.columns() % grid.rows();
                    if (i > 0) grown.set(v - 1);
                    if (i < grid.columns() - 1) grown.set(v + 1);
                    if (j > 0) grown.set(v - grid.columns());
                    if (j < grid.rows() - 1) grown.set(v + grid.columns());
                    if (v >= plane) grown.set(v - plane);
                    if (v < grid.voxels() - plane) grown.set(v + plane);
                }
            }
            return grown;
        }

        static BitSet onto(Grid from, BitSet region, Grid to) {
            BitSet result = new BitSet(to.voxels());
            for (int v = region.nextSetBit(0); v >= 0; v = region.nextSetBit(v + 1)) {
                int plane = v / (from.columns() * from.rows());
                int row = v / from.columns() % from.rows();
                int column = v % from.columns();
                Point at = to.indexOf(from.patient(plane, row, column));
                int k = (int) Math.rint(Math.min(at.z(), to.slices() - 1));
                int j = (int) Math.rint(Math.min(at.y(), to.rows() - 1));
                int i = (int) Math.rint(Math.min(at.x(), to.columns() - 1));
                result.set(to.index(k, j, i));
            }
            return result;
        }
    }
}
