package io.trivium.industrial.process.bead;

import java.util.List;

/**
 * Multiplicative regression for gas metal arc welding of Kim, Kwon and Siores 1996 (doi 10.1016/S0008-4433(96)00012-2),
 * coefficients as the virtual laboratory of IIT Kharagpur gives them. Its page labels travel speed mm/min; the numbers
 * 25 to 41 are cm/min. The source has no replicates: scatter is <em>assumed</em> to be the same share of each dimension
 * as in {@link SubmergedArcProcess} at its centre, and the model's own error is unknown.
 */
public final class GasMetalArcProcess implements WeldProcess {
    /** Wires that the experiment used, mm. */
    public static final double THINNEST_WIRE_MM = 1.2;

    public static final double THICKEST_WIRE_MM = 1.6;

    private static final double CM_PER_MIN = 6; // in one mm/s
    private static final List<Setting> SETTINGS = List.of(
            Setting.between("voltage", "V", 20, 30),
            Setting.between("current", "A", 180, 360),
            Setting.between("travel speed", "mm/s", 25 / CM_PER_MIN, 41 / CM_PER_MIN));
    private static final Region REGION = new Region.Box(Setting.REACH);

    private static final double WIDTH_SCATTER = 0.410 / 11.060;
    private static final double HEIGHT_SCATTER = 0.208 / 2.006;
    private static final double PENETRATION_SCATTER = 0.323 / 3.960;

    private final double wireDiameterMm;

    /**
     * The process with one wire.
     *
     * @throws InvalidSetPointException for a wire thinner or thicker than those of the experiment
     */
    public GasMetalArcProcess(double wireDiameterMm) {
        if (!(wireDiameterMm >= THINNEST_WIRE_MM && wireDiameterMm <= THICKEST_WIRE_MM)) {
            throw new InvalidSetPointException("wire diameter of " + wireDiameterMm + " mm is outside of "
                    + THINNEST_WIRE_MM + " to " + THICKEST_WIRE_MM + " mm");
        }
        this.wireDiameterMm = wireDiameterMm;
    }

    @Override
    public ProcessKind kind() {
        return ProcessKind.GMAW;
    }

    @Override
    public List<Setting> settings() {
        return SETTINGS;
    }

    @Override
    public Region region() {
        return REGION;
    }

    @Override
    public double[] context() {
        return new double[] {(wireDiameterMm - 1.4) / 0.2};
    }

    @Override
    public Bead expected(double[] coded) {
        double v = Math.log(SETTINGS.get(0).value(coded[0]));
        double i = Math.log(SETTINGS.get(1).value(coded[1]));
        double s = Math.log(SETTINGS.get(2).value(coded[2]) * CM_PER_MIN);
        double d = Math.log(wireDiameterMm);
        return new Bead(
                power(-0.0905, 0.4294 * d - 0.4590 * s + 0.3518 * i + 0.7083 * v),
                power(0.3339, -0.1255 * d - 0.2395 * s + 0.6387 * i - 0.7183 * v),
                power(-2.3098, -0.5668 * d - 0.3641 * s + 1.4005 * i + 0.0130 * v));
    }

    private static double power(double log10Factor, double logarithm) {
        return Math.exp(log10Factor * Math.log(10) + logarithm);
    }

    @Override
    public BeadSpread scatter(double[] coded) {
        Bead bead = expected(coded);
        return new BeadSpread(
                WIDTH_SCATTER * bead.widthMm(),
                HEIGHT_SCATTER * bead.heightMm(),
                PENETRATION_SCATTER * bead.penetrationMm());
    }

    @Override
    public BeadSpread modelError(double[] coded) {
        return BeadSpread.NONE;
    }

    @Override
    public SetPoint setPoint(double[] coded) {
        return new SetPoint.GasMetalArc(
                SETTINGS.get(0).value(coded[0]),
                SETTINGS.get(1).value(coded[1]),
                SETTINGS.get(2).value(coded[2]),
                wireDiameterMm);
    }

    @Override
    public double[] coded(SetPoint setPoint) {
        if (!(setPoint instanceof SetPoint.GasMetalArc point)) {
            throw new InvalidSetPointException("gas metal arc needs voltage, current, speed and wire diameter, not "
                    + setPoint.getClass().getSimpleName());
        }
        if (point.wireDiameterMm() != wireDiameterMm) {
            throw new InvalidSetPointException("the job is for wire of " + wireDiameterMm + " mm, the set-point for "
                    + point.wireDiameterMm() + " mm");
        }
        return new double[] {
            SETTINGS.get(0).coded(point.voltageV()),
            SETTINGS.get(1).coded(point.currentA()),
            SETTINGS.get(2).coded(point.travelSpeedMmPerS())
        };
    }
}
