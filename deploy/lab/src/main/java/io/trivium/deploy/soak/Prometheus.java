package io.trivium.deploy.soak;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The metrics of a service, in the text format of Prometheus. */
record Prometheus(String text) {
    private static final String BOUND = "le=\"";

    /** Sum over all lines of a name whose labels pass; 0 when there is none. */
    double sum(String name, Predicate<String> labels) {
        double[] sum = {0};
        text.lines().filter(line -> isOf(line, name)).forEach(line -> {
            if (labels.test(labels(line))) sum[0] += value(line);
        });
        return sum[0];
    }

    /** Observations at or below each bound, in seconds, over all lines whose labels pass. */
    NavigableMap<Double, Double> buckets(String name, Predicate<String> labels) {
        NavigableMap<Double, Double> buckets = new TreeMap<>();
        text.lines()
                .filter(line -> isOf(line, name + "_bucket") && labels.test(labels(line)))
                .forEach(line -> buckets.merge(bound(line), value(line), Double::sum));
        return buckets;
    }

    private static boolean isOf(String line, String name) {
        return line.startsWith(name)
                && line.length() > name.length()
                && (line.charAt(name.length()) == '{' || line.charAt(name.length()) == ' ');
    }

    private static String labels(String line) {
        int open = line.indexOf('{');
        return open < 0 ? "" : line.substring(open + 1, line.lastIndexOf('}'));
    }

    private static double value(String line) {
        String[] rest = line.substring(line.lastIndexOf('}') + 1).strip().split(" ", -1);
        return Double.parseDouble(line.indexOf('{') < 0 ? rest[1] : rest[0]);
    }

    private static double bound(String line) {
        String labels = labels(line);
        int from = labels.indexOf(BOUND) + BOUND.length();
        String bound = labels.substring(from, labels.indexOf('"', from));
        return bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
    }
}
