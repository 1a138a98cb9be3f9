package io.trivium.med.detection;

import io.trivium.med.detection.StagedNoduleDetector.Suspect;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import io.trivium.med.finding.RatedInput;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a finding of a suspect: outlined and rated, on the voxels of the series. */
final class FindingMaker {
    /** The cube is moved where the outline's middle lies further off, mm. */
    private static final double OFF_MM = 2.5;

    private FindingMaker() {}

    /** Empty where no outline is found, at either scale. */
    static Optional<NoduleFinding> of(
            NoduleModels models, Volume volume, Suspect suspect, Function<Point, String> trackingUids) {
        NoduleCube cube = suspect.candidate().cube();
        RatedNodule rated = rated(models, volume, cube);
        if (rated == null) rated = rated(models, volume, new NoduleCube(cube.centre(), 3 - cube.scale()));
        if (rated == null) return Optional.empty();
        Grid grid = volume.grid();
        BitSet mask = rated.cube().onto(grid, rated.probabilities());
        if (mask.isEmpty()) return Optional.empty();
        Point centre = MaskMeasures.centre(mask, grid);
        if (centre.minus(rated.cube().centre()).length() > OFF_MM) {
            RatedNodule again =
                    rated(models, volume, new NoduleCube(centre, rated.cube().scale()));
            BitSet moved = again == null ? new BitSet() : again.cube().onto(grid, again.probabilities());
            if (again != null && !moved.isEmpty()) {
                rated = again;
                mask = moved;
                centre = MaskMeasures.centre(mask, grid);
            }
        }
        Map<NoduleAttribute, Double> attributes = new EnumMap<>(NoduleAttribute.class);
        for (NoduleRating rating : NoduleRating.values()) {
            double value = NoduleRating.limited(rated.rating(rating));
            rating.attribute().ifPresent(attribute -> attributes.put(attribute, value));
        }
        return Optional.of(new NoduleFinding(
                trackingUids.apply(centre),
                centre,
                suspect.probability(),
                MaskMeasures.longestMm(mask, grid),
                mask.cardinality() * grid.voxelMm3(),
                rated.malignancy(),
                attributes,
                mask,
                Optional.of(input(volume, rated))));
    }

    private static RatedInput input(Volume volume, RatedNodule rated) {
        float[] cube = rated.cube().sample(volume);
        return new RatedInput(
                cube, NoduleFeatures.of(cube, rated.outline(), rated.cube().scale()));
    }

    private static @Nullable RatedNodule rated(NoduleModels models, Volume volume, NoduleCube cube) {
        return RatedNodule.of(models, List.of(cube), List.of(cube.sample(volume)))
                .getFirst();
    }
}
