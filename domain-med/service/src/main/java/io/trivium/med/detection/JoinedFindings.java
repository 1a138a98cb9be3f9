package io.trivium.med.detection;

import io.trivium.med.finding.Extent;
import io.trivium.med.finding.ModelInput.Model;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/**
 * Findings of one volume, each once. A mass larger than a cube is marked and outlined in parts: parts whose outlines
 * overlap or share a face are one finding, with the ratings of the most probable part and the highest malignancy; it is
 * unreliable if one of its parts is. Belongs to one thread.
 */
final class JoinedFindings {
    /** Centres closer than this are of one finding whatever its size, mm. */
    private static final double SAME_MM = 3;

    private final Grid grid;
    private final Function<Point, String> trackingUids;
    private final List<Part> parts = new ArrayList<>();

    /** A finding with a mask that is not copied at every look. */
    private record Part(NoduleFinding finding, BitSet mask) {}

    JoinedFindings(Grid grid, Function<Point, String> trackingUids) {
        this.grid = grid;
        this.trackingUids = trackingUids;
    }

    int size() {
        return parts.size();
    }

    /** Returns the findings in the order in which they, or their most probable parts, were added. */
    List<NoduleFinding> list() {
        return parts.stream().map(Part::finding).toList();
    }

    /** Adds a finding that is no surer than those before it. */
    void add(NoduleFinding finding) {
        Part whole = new Part(finding, finding.mask());
        if (parts.stream().anyMatch(part -> isSame(part, whole))) return;
        Part added = whole;
        List<Part> apart = new ArrayList<>();
        int place = -1;
        for (Part part : parts) {
            if (touches(part.mask(), added.mask())) {
                added = joined(part, added);
                if (place < 0) place = apart.size();
            } else {
                apart.add(part);
            }
        }
        apart.add(place < 0 ? apart.size() : place, added);
        parts.clear();
        parts.addAll(apart);
    }

    private boolean isSame(Part one, Part other) {
        double apart = one.finding().centre().minus(other.finding().centre()).length();
        double volume = Math.max(one.mask().cardinality(), other.mask().cardinality()) * grid.voxelMm3();
        return apart < Math.max(SAME_MM, Math.cbrt(6 * volume / Math.PI) / 2);
    }

    private boolean touches(BitSet one, BitSet other) {
        if (one.intersects(other)) return true;
        int plane = grid.rows() * grid.columns();
        for (int v = one.nextSetBit(0); v >= 0; v = one.nextSetBit(v + 1)) {
            int i = v % grid.columns();
            int j = v / grid.columns() % grid.rows();
            if ((i > 0 && other.get(v - 1))
                    || (i < grid.columns() - 1 && other.get(v + 1))
                    || (j > 0 && other.get(v - grid.columns()))
                    || (j < grid.rows() - 1 && other.get(v + grid.columns()))
                    || (v >= plane && other.get(v - plane))
                    || other.get(v + plane)) {
                return true;
            }
        }
        return false;
    }

    private Part joined(Part one, Part other) {
        NoduleFinding surest =
                one.finding().detection() >= other.finding().detection() ? one.finding() : other.finding();
        BitSet mask = (BitSet) one.mask().clone();
        mask.or(other.mask());
        Point centre = MaskMeasures.centre(mask, grid);
        return new Part(
                new NoduleFinding(
                        trackingUids.apply(centre),
                        centre,
                        surest.detection(),
                        extent(one.finding().extent(), other.finding().extent(), mask),
                        surest.attributes(),
                        mask,
                        surest.inputs().stream()
                                .filter(input -> input.model() == Model.SUSPICION)
                                .toList()),
                mask);
    }

    private Extent extent(Extent one, Extent other, BitSet mask) {
        if (one instanceof Extent.Unreliable) return one;
        if (other instanceof Extent.Unreliable) return other;
        return Extent.of(MaskMeasures.size(mask, grid), Math.max(malignancy(one), malignancy(other)));
    }

    /** A mass has none; joined with anything it stays a mass. */
    private static double malignancy(Extent extent) {
        return extent instanceof Extent.Nodule nodule ? nodule.malignancy() : 0;
    }
}
