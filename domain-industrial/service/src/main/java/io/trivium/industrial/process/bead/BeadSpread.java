package io.trivium.industrial.process.bead;

/** Standard deviations of a bead's dimensions, mm, none negative. */
public record BeadSpread(double widthMm, double heightMm, double penetrationMm) {
    public static final BeadSpread NONE = new BeadSpread(0, 0, 0);

    public BeadSpread {
        if (!(widthMm >= 0 && heightMm >= 0 && penetrationMm >= 0)) {
            throw new IllegalArgumentException(
                    "negative standard deviation: " + widthMm + ", " + heightMm + ", " + penetrationMm);
        }
    }

    public BeadSpread times(double factor) {
        return new BeadSpread(widthMm * factor, heightMm * factor, penetrationMm * factor);
    }

    /** Returns the spread of the sum of two independent errors. */
    public BeadSpread and(BeadSpread other) {
        return new BeadSpread(
                Math.hypot(widthMm, other.widthMm),
                Math.hypot(heightMm, other.heightMm),
                Math.hypot(penetrationMm, other.penetrationMm));
    }
}
