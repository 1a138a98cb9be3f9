package io.trivium.med.volume;

/**
 * A point or a direction in the patient's coordinate system of DICOM (PS3.3 C.7.6.2.1.1), in mm.
 *
 * @param x towards the patient's left
 * @param y towards the back
 * @param z towards the head
 */
public record Point(double x, double y, double z) {
    public Point {
        if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(z)) {
            throw new IllegalArgumentException("not a point: " + x + ", " + y + ", " + z);
        }
    }

    public Point plus(Point other) {
        return new Point(x + other.x, y + other.y, z + other.z);
    }

    public Point minus(Point other) {
        return new Point(x - other.x, y - other.y, z - other.z);
    }

    public Point times(double factor) {
        return new Point(x * factor, y * factor, z * factor);
    }

    public double dot(Point other) {
        return x * other.x + y * other.y + z * other.z;
    }

    public Point cross(Point other) {
        return new Point(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
    }

    public double length() {
        return Math.sqrt(dot(this));
    }
}
