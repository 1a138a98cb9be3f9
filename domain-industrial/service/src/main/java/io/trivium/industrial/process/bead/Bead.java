package io.trivium.industrial.process.bead;

/**
 * Geometry of one weld bead, expected or measured.
 *
 * @param heightMm reinforcement above the plate
 * @param penetrationMm depth below the plate
 */
public record Bead(double widthMm, double heightMm, double penetrationMm) {
    public Bead {
        if (!Double.isFinite(widthMm) || !Double.isFinite(heightMm) || !Double.isFinite(penetrationMm)) {
            throw new IllegalArgumentException("a bead needs three numbers in mm, not width " + widthMm + ", height "
                    + heightMm + ", penetration " + penetrationMm);
        }
    }

    /** This bead, each dimension moved by so many mm. */
    public Bead plus(double width, double height, double penetration) {
        return new Bead(widthMm + width, heightMm + height, penetrationMm + penetration);
    }
}
