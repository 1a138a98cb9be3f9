package io.trivium.industrial.process.bead;

/**
 * The dimensions measured on the cross-section of a weld, in mm; the order is that of every array of three in this
 * module.
 */
public enum BeadDimension {
    WIDTH(0),
    HEIGHT(1),
    PENETRATION(2);

    private final int place;

    BeadDimension(int place) {
        this.place = place;
    }

    /** In every array of three; in arrays of limits the lower one is at twice this place, the upper one after it. */
    public int place() {
        return place;
    }

    public double of(Bead bead) {
        return switch (this) {
            case WIDTH -> bead.widthMm();
            case HEIGHT -> bead.heightMm();
            case PENETRATION -> bead.penetrationMm();
        };
    }

    public double of(BeadSpread spread) {
        return switch (this) {
            case WIDTH -> spread.widthMm();
            case HEIGHT -> spread.heightMm();
            case PENETRATION -> spread.penetrationMm();
        };
    }

    public Range of(BeadLimits limits) {
        return switch (this) {
            case WIDTH -> limits.widthMm();
            case HEIGHT -> limits.heightMm();
            case PENETRATION -> limits.penetrationMm();
        };
    }

    /** As an operator types it: {@code width}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
