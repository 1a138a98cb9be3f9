package io.trivium.industrial.simulation;

/**
 * The wear of the parts of a pump, each from 0 (new) to 1 (failed).
 *
 * @param bearing pitting of the rolling bearing: vibration and heat
 * @param impeller erosion by cavitation: less head
 * @param seal leakage along the shaft: less water arrives than is pumped
 */
public record PumpWear(double bearing, double impeller, double seal) {
    public static final PumpWear NONE = new PumpWear(0, 0, 0);

    public PumpWear {
        check("bearing", bearing);
        check("impeller", impeller);
        check("seal", seal);
    }

    private static void check(String part, double wear) {
        if (!(wear >= 0 && wear <= 1)) {
            throw new IllegalArgumentException("the wear of the " + part + " lies in [0, 1], not " + wear);
        }
    }
}
