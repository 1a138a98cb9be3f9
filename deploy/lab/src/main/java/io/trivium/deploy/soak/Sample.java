package io.trivium.deploy.soak;

import java.util.Locale;

/**
 * One value of one thing at one moment.
 *
 * @param second since the load began
 * @param subject component, directory, role, group or topic
 */
record Sample(double second, String subject, Measure measure, double value) {
    static final String HEADER = "second,subject,measure,value";

    String line() {
        String text = value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3f", value);
        return String.format(Locale.ROOT, "%.1f,%s,%s,%s", second, subject, measure, text);
    }

    /** @throws IllegalArgumentException when it is no sample */
    static Sample parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 4) throw new IllegalArgumentException("no sample: " + line);
        return new Sample(
                Double.parseDouble(fields[0]), fields[1], Measure.parse(fields[2]), Double.parseDouble(fields[3]));
    }
}
