package io.trivium.runtime.learning.gate;

import java.util.Locale;

/** The format of findings. */
public final class Found {
    private Found() {}

    /** A figure that must not be above a limit; NaN does not pass. */
    public static GateResult atMost(String gate, double figure, double most, String detail) {
        return new GateResult(gate, figure <= most, finite(figure), "at most " + number(most), detail);
    }

    /** A figure that must not be below a limit; NaN does not pass. */
    public static GateResult atLeast(String gate, double figure, double least, String detail) {
        return new GateResult(gate, figure >= least, finite(figure), "at least " + number(least), detail);
    }

    /** A gate that has no meaning here, and so has passed. */
    public static GateResult notApplicable(String gate, String limit, String reason) {
        return new GateResult(gate, true, null, limit, "not applicable: " + reason);
    }

    /** A gate that could not be evaluated, and so has not passed. */
    public static GateResult unasked(String gate, String limit, String reason) {
        return new GateResult(gate, false, null, limit, reason);
    }

    @org.jspecify.annotations.Nullable
    private static Double finite(double figure) {
        return Double.isFinite(figure) ? figure : null;
    }

    /** At most four digits after the first. */
    public static String number(double value) {
        if (!Double.isFinite(value)) return Double.isNaN(value) ? "no number" : "infinite";
        if (value == Math.rint(value) && Math.abs(value) < 1e9) return Long.toString((long) value);
        return String.format(Locale.ROOT, Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? "%.4f" : "%.3e", value);
    }
}
