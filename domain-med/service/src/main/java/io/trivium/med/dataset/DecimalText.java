package io.trivium.med.dataset;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as decimal strings (VR DS), which hold at most 16 characters. */
public final class DecimalText {
    private static final int LONGEST = 16;

    private DecimalText() {}

    /** The nearest number that fits; without an exponent where that costs no more than the last digits. */
    public static String of(double value) {
        if (!Double.isFinite(value)) throw new IllegalArgumentException("no decimal string for " + value);
        if (value == Math.rint(value) && Math.abs(value) < 1e14) return Long.toString((long) value);
        for (int digits = 15; digits > 0; digits--) {
            BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            String plain = rounded.stripTrailingZeros().toPlainString();
            if (plain.length() <= LONGEST && digits >= 6) return plain;
            String scientific = rounded.stripTrailingZeros().toString();
            if (scientific.length() <= LONGEST) return scientific;
        }
        throw new IllegalArgumentException("no decimal string for " + value);
    }
}
