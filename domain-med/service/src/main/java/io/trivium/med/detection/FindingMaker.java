package io.trivium.med.detection;

import io.trivium.med.detection.StagedNoduleDetector.Suspect;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.Extent.Reason;
import io.trivium.med.finding.Extent.Size;
import io.trivium.med.finding.ModelInput;
import io.trivium.med.finding.ModelInput.Model;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.LungField;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a finding of a suspect: outlined within the lungs and their closing, on the voxels of the series, and rated where the
 * outline shows the whole lesion. Belongs to one volume and one thread.
 */
final class FindingMaker {
    /** The cube is moved where the outline's centre is farther off, mm. */
    private static final double OFF_MM = 2.5;

    private static final double FINE = 1;
    private static final double COARSE = 2;

    /** Larger than the closing can hold: such a lesion at the pleura may continue beyond it, mm. */
    private static final double HELD_BY_CLOSING_MM = 2 * LungMask.CLOSING_MM;

    /** Part of a suspect's diameter that must be within the lungs where its centre is not. */
    private static final double SHOWN_FROM = 1 / 3.0;

    /** Part of the diameter of a ball that is within the lungs where its centre is on their border. */
    private static final double MEASURED_FROM = 1 / 2.0;

    /** Thinner outlines of a suspect with its centre outside the lungs are the rim of the chest wall, mm. */
    private static final double RIM_MM = 3;

    private final NoduleModels models;
    private final Volume volume;
    private final LungField lungs;
    private final Function<Point, String> trackingUids;

    FindingMaker(NoduleModels models, Volume volume, LungField lungs, Function<Point, String> trackingUids) {
        this.models = models;
        this.volume = volume;
        this.lungs = lungs;
        this.trackingUids = trackingUids;
    }

    /** Empty if no outline is found within the lungs, or it is only the rim of what is outside them. */
    Optional<TracedFinding> of(Suspect suspect) {
        Candidate candidate = suspect.candidate();
        OutlinedNodule outlined = outlined(candidate.cube());
        if (outlined == null) return Optional.empty();
        Grid grid = volume.grid();
        BitSet mask = outlined.mask(grid, lungs);
        if (mask.isEmpty() || (outlined.leavesLung() && isElsewhere(mask, candidate))) return Optional.empty();
        boolean inside = lungs.holds(candidate.centre());
        if (!inside && !candidate.isMass()) {
            double depth = MaskMeasures.size(mask, grid).shortAxisMm();
            if (outlined.isCut() || depth < Math.max(RIM_MM, SHOWN_FROM * candidate.diameterMm())) {
                return Optional.empty();
            }
            inside = depth >= MEASURED_FROM * candidate.diameterMm();
        }
        Optional<RatedNodule> rated = Optional.empty();
        Extent extent;
        Optional<Reason> reason = reason(outlined, mask, inside);
        if (reason.isPresent()) {
            extent = new Extent.Unreliable(reason.orElseThrow());
        } else {
            RatedNodule known = RatedNodule.of(models, List.of(outlined)).getFirst();
            rated = Optional.of(known);
            extent = Extent.of(MaskMeasures.size(mask, grid), known.malignancy());
        }
        Point centre = MaskMeasures.centre(mask, grid);
        NoduleFinding finding = new NoduleFinding(
                trackingUids.apply(centre),
                centre,
                suspect.probability(),
                extent,
                rated.map(FindingMaker::attributes).orElse(Map.of()),
                mask,
                inputs(candidate, outlined, extent));
        return Optional.of(new TracedFinding(finding, outlined.cube()));
    }

    private List<ModelInput> inputs(Candidate candidate, OutlinedNodule outlined, Extent extent) {
        float[] cube = candidate.cube().sample(volume);
        ModelInput suspicion = new ModelInput(Model.SUSPICION, cube, SuspectFeatures.of(candidate, cube));
        return extent instanceof Extent.Nodule
                ? List.of(suspicion, new ModelInput(Model.RATING, outlined.hounsfield(), outlined.features()))
                : List.of(suspicion);
    }

    /** At the cube's scale, else at the other; in the larger cube where it is cut; moved to its centre where that is off. */
    private @Nullable OutlinedNodule outlined(NoduleCube cube) {
        OutlinedNodule outlined = OutlinedNodule.of(models, volume, lungs, cube);
        boolean isFine = cube.scale() == FINE;
        if (outlined == null || (isFine && outlined.isCut())) {
            OutlinedNodule other =
                    OutlinedNodule.of(models, volume, lungs, new NoduleCube(cube.centre(), isFine ? COARSE : FINE));
            if (other != null) outlined = other;
        }
        if (outlined == null) return null;
        BitSet mask = outlined.mask(volume.grid(), lungs);
        if (mask.isEmpty()) return outlined;
        Point centre = MaskMeasures.centre(mask, volume.grid());
        if (centre.minus(outlined.cube().centre()).length() <= OFF_MM) return outlined;
        OutlinedNodule moved = OutlinedNodule.of(
                models, volume, lungs, new NoduleCube(centre, outlined.cube().scale()));
        return moved == null || (moved.isCut() && !outlined.isCut()) ? outlined : moved;
    }

    private Optional<Reason> reason(OutlinedNodule outlined, BitSet mask, boolean inside) {
        if (outlined.isCut()) return Optional.of(Reason.CUT_BY_CUBE);
        if (MaskMeasures.touchesBorder(mask, volume.grid())) return Optional.of(Reason.CUT_BY_SERIES);
        Size size = MaskMeasures.size(mask, volume.grid());
        boolean isHeld = size.longestDiameterMm() <= HELD_BY_CLOSING_MM;
        return !inside || (outlined.leavesLung() && !isHeld) ? Optional.of(Reason.LEAVES_LUNG) : Optional.empty();
    }

    /** Without the chest wall, what is left may be another structure of the cube. */
    private boolean isElsewhere(BitSet mask, Candidate candidate) {
        double away = MaskMeasures.centre(mask, volume.grid())
                .minus(candidate.centre())
                .length();
        return away > Math.max(candidate.diameterMm(), OutlinedNodule.NEAR_MM);
    }

    private static Map<NoduleAttribute, Double> attributes(RatedNodule rated) {
        Map<NoduleAttribute, Double> attributes = new EnumMap<>(NoduleAttribute.class);
        for (NoduleRating rating : NoduleRating.values()) {
            double value = NoduleRating.limited(rated.rating(rating));
            rating.attribute().ifPresent(attribute -> attributes.put(attribute, value));
        }
        return attributes;
    }
}
