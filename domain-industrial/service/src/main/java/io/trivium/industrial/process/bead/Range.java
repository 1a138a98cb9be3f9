package io.trivium.industrial.process.bead;

/**
 * Allowed values, ends included; infinite where there is no limit. Text is {@code 10..12}, {@code ..2.5} or
 * {@code 4.5..}.
 */
public record Range(double minimum, double maximum) {
    public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Range {
        if (!(minimum <= maximum)) {
            throw new IllegalArgumentException("no value lies between " + minimum + " and " + maximum);
        }
    }

    public static Range atLeast(double minimum) {
        return new Range(minimum, Double.POSITIVE_INFINITY);
    }

    public static Range atMost(double maximum) {
        return new Range(Double.NEGATIVE_INFINITY, maximum);
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException that shows the form
     */
    public static Range parse(String text) {
        int dots = text.indexOf("..");
        if (dots < 0 || text.length() == 2) throw malformed(text);
        String low = text.substring(0, dots).strip();
        String high = text.substring(dots + 2).strip();
        try {
            return new Range(
                    low.isEmpty() ? Double.NEGATIVE_INFINITY : finite(low),
                    high.isEmpty() ? Double.POSITIVE_INFINITY : finite(high));
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) throw new NumberFormatException(text);
        return value;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text + "' is no range; write 10..12, ..2.5 or 4.5..");
    }

    public boolean contains(double value) {
        return value >= minimum && value <= maximum;
    }

    /** Both ends moved inwards, at most until they meet. */
    public Range tightened(double by) {
        double middle = (minimum + maximum) / 2;
        if (Double.isFinite(middle) && minimum + by > maximum - by) return new Range(middle, middle);
        return new Range(minimum + by, maximum - by);
    }

    @Override
    public String toString() {
        return (minimum == Double.NEGATIVE_INFINITY ? "" : minimum)
                + ".."
                + (maximum == Double.POSITIVE_INFINITY ? "" : maximum);
    }
}
