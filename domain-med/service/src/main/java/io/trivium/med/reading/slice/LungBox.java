package io.trivium.med.reading.slice;

import io.trivium.med.volume.Point;

/**
 * The box around both lungs in patient coordinates, mm: two studies of a patient are laid over each other by it, whatever
 * the position on the table.
 */
public record LungBox(Point least, Point greatest) {

    public LungBox {
        if (!(greatest.x() > least.x()) || !(greatest.y() > least.y()) || !(greatest.z() > least.z())) {
            throw new IllegalArgumentException("no box from " + least + " to " + greatest);
        }
    }

    /** Maps a position of this box to another one, at the same share of its extent. */
    public Point onto(LungBox other, Point place) {
        return new Point(
                onto(place.x(), least.x(), greatest.x(), other.least.x(), other.greatest.x()),
                onto(place.y(), least.y(), greatest.y(), other.least.y(), other.greatest.y()),
                onto(place.z(), least.z(), greatest.z(), other.least.z(), other.greatest.z()));
    }

    private static double onto(double value, double from, double to, double otherFrom, double otherTo) {
        return otherFrom + (value - from) / (to - from) * (otherTo - otherFrom);
    }
}
