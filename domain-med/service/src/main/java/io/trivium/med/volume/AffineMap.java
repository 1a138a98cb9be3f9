package io.trivium.med.volume;

import java.util.function.UnaryOperator;

/**
 * An affine map of positions in mm: the new position is the products with three rows, plus a shift.
 *
 * @param x row that gives the new x
 * @param y row that gives the new y
 * @param z row that gives the new z
 */
public record AffineMap(Point x, Point y, Point z, Point shift) implements UnaryOperator<Point> {

    @Override
    public Point apply(Point place) {
        return new Point(x.dot(place), y.dot(place), z.dot(place)).plus(shift);
    }
}
