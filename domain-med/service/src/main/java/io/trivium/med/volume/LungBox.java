package io.trivium.med.volume;

import java.util.Optional;

/** The box around both lungs in patient coordinates, mm. */
public record LungBox(Point least, Point greatest) {

    public LungBox {
        if (!(greatest.x() > least.x()) || !(greatest.y() > least.y()) || !(greatest.z() > least.z())) {
            throw new IllegalArgumentException("no box from " + least + " to " + greatest);
        }
    }

    /** The box around the centres of the lungs' voxels; empty if they have no extent along an axis. */
    public static Optional<LungBox> of(LungField lungs) {
        double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] greatest = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int v = lungs.closing().nextSetBit(0); v >= 0; v = lungs.closing().nextSetBit(v + 1)) {
            Point place = lungs.grid().patient(v);
            double[] at = {place.x(), place.y(), place.z()};
            for (int axis = 0; axis < at.length; axis++) {
                least[axis] = Math.min(least[axis], at[axis]);
                greatest[axis] = Math.max(greatest[axis], at[axis]);
            }
        }
        for (int axis = 0; axis < least.length; axis++) {
            if (!(greatest[axis] > least[axis])) return Optional.empty();
        }
        return Optional.of(
                new LungBox(new Point(least[0], least[1], least[2]), new Point(greatest[0], greatest[1], greatest[2])));
    }

    Point middle() {
        return least.plus(greatest).times(0.5);
    }

    Point extent() {
        return greatest.minus(least);
    }
}
