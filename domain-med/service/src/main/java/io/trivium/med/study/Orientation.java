package io.trivium.med.study;

import io.trivium.med.volume.Point;
import java.util.Optional;

/**
 * Directions of an image's rows and columns in the patient, unit vectors at right angles (PS3.3 C.7.6.2.1.1).
 *
 * @param alongRow direction of rising column index
 * @param alongColumn direction of rising row index
 */
public record Orientation(Point alongRow, Point alongColumn) {
    private static final double TOLERANCE = 1e-3;

    /**
     * The directions of an image.
     *
     * @param cosines the six values of Image Orientation (Patient); nothing if they are no unit vectors at right angles
     */
    public static Optional<Orientation> of(double[] cosines) {
        Point row = new Point(cosines[0], cosines[1], cosines[2]);
        Point column = new Point(cosines[3], cosines[4], cosines[5]);
        if (Math.abs(row.length() - 1) > TOLERANCE
                || Math.abs(column.length() - 1) > TOLERANCE
                || Math.abs(row.dot(column)) > TOLERANCE) {
            return Optional.empty();
        }
        return Optional.of(new Orientation(row.times(1 / row.length()), column.times(1 / column.length())));
    }

    public Point normal() {
        return alongRow.cross(alongColumn);
    }

    /** Largest angle between the directions of both, in degrees. */
    double degreesTo(Orientation other) {
        return Math.max(degrees(alongRow.dot(other.alongRow)), degrees(alongColumn.dot(other.alongColumn)));
    }

    static double degrees(double cosine) {
        return Math.toDegrees(Math.acos(Math.clamp(cosine, -1, 1)));
    }
}
