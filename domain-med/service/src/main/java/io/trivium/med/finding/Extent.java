package io.trivium.med.finding;

import java.util.Locale;

/** The extent of a finding, computed from its outline. Immutable. */
public sealed interface Extent {
    /** Longest diameter above which a lesion is a mass (Fleischner Society glossary, Radiology 246:697, 2008), mm. */
    double MASS_ABOVE_MM = 30;

    /**
     * A nodule of at most 30 mm.
     *
     * @param malignancy probability in [0, 1] that LIDC's readers would rate it 4 or 5 of 5
     */
    record Nodule(Size size, double malignancy) implements Extent {
        public Nodule {
            if (!(malignancy >= 0 && malignancy <= 1)) {
                throw new IllegalArgumentException("malignancy outside [0, 1]: " + malignancy);
            }
            if (size.longestDiameterMm() > MASS_ABOVE_MM) {
                throw new IllegalArgumentException("a nodule of " + size.longestDiameterMm() + " mm is a mass");
            }
        }
    }

    /** A mass. The rating model has learned from nodules only, so there is no probability of malignancy. */
    record Mass(Size size) implements Extent {}

    /** The outline does not show the whole lesion, so neither size nor malignancy is given. */
    record Unreliable(Reason reason) implements Extent {}

    /** Why an outline is unreliable. */
    enum Reason {
        /** It reaches the border of the largest cube that the outline model sees. */
        CUT_BY_CUBE("it reaches the border of the region that the outline model sees"),
        /** It reaches the first or last slice or the edge of the images. */
        CUT_BY_SERIES("it reaches the edge of the series"),
        /** Much of it lay outside the lungs and was removed. */
        LEAVES_LUNG("it extends beyond the lungs");

        private final String meaning;

        Reason(String meaning) {
            this.meaning = meaning;
        }

        /** Continues "The outline is unreliable:". */
        public String meaning() {
            return meaning;
        }

        /** As in the table and in JSON, such as {@code cut-by-cube}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Size of an outline that shows the whole lesion.
     *
     * @param longestDiameterMm longest diameter in one slice
     * @param shortAxisMm extent at right angles to it in the same slice
     * @param volumeMm3 of all voxels
     */
    record Size(double longestDiameterMm, double shortAxisMm, double volumeMm3) {
        public Size {
            if (!(longestDiameterMm > 0) || !(shortAxisMm > 0) || !(volumeMm3 > 0)) {
                throw new IllegalArgumentException(
                        "size of " + longestDiameterMm + " × " + shortAxisMm + " mm, " + volumeMm3 + " mm³");
            }
        }

        /** Mean of both diameters, by which Lung-RADS decides, mm. */
        public double meanDiameterMm() {
            return (longestDiameterMm + shortAxisMm) / 2;
        }
    }

    /** A nodule, or a mass where it is larger than 30 mm. */
    static Extent of(Size size, double malignancy) {
        return size.longestDiameterMm() > MASS_ABOVE_MM ? new Mass(size) : new Nodule(size, malignancy);
    }
}
