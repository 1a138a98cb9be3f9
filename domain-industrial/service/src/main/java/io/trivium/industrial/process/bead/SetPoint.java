package io.trivium.industrial.process.bead;

/** The settings of a welder for one bead. Values are positive and finite; a process decides whether it covers them. */
public sealed interface SetPoint {
    double voltageV();

    double currentA();

    double travelSpeedMmPerS();

    /** Electrical energy per length of weld, J/mm, without the arc's efficiency: V·I/S. */
    default double heatJPerMm() {
        return voltageV() * currentA() / travelSpeedMmPerS();
    }

    /**
     * The settings of a submerged arc.
     *
     * @param nozzleDistanceMm nozzle to plate
     */
    record SubmergedArc(double voltageV, double currentA, double travelSpeedMmPerS, double nozzleDistanceMm)
            implements SetPoint {
        public SubmergedArc {
            require(voltageV, currentA, travelSpeedMmPerS, nozzleDistanceMm);
        }
    }

    record GasMetalArc(double voltageV, double currentA, double travelSpeedMmPerS, double wireDiameterMm)
            implements SetPoint {
        public GasMetalArc {
            require(voltageV, currentA, travelSpeedMmPerS, wireDiameterMm);
        }
    }

    private static void require(double... values) {
        for (double value : values) {
            if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
                throw new InvalidSetPointException("a setting is no positive number: " + value);
            }
        }
    }
}
