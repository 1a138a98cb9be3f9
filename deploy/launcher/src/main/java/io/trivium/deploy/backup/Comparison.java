package io.trivium.deploy.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two platforms, sum by sum.
 *
 * @param equal how many sums are the same
 * @param differences all others
 */
public record Comparison(int equal, List<Difference> differences) {
    public Comparison {
        differences = List.copyOf(differences);
    }

    /**
     * Compares all contents.
     *
     * @param expected automatic writes of services, by table, partition, group or directory, with the reason
     */
    public static Comparison of(Checksums first, Checksums second, Map<String, String> expected) {
        List<Difference> differences = new ArrayList<>();
        int equal = compare("", first.tables(), second.tables(), expected, differences)
                + compare("", first.topics(), second.topics(), expected, differences)
                + compare("group ", first.groups(), second.groups(), expected, differences)
                + compare("", first.files(), second.files(), expected, differences);
        return new Comparison(equal, differences);
    }

    /** Whether all contents are the same except for automatic writes of services. */
    public boolean holds() {
        return differences.stream().allMatch(Difference::isExpected);
    }

    private static int compare(
            String kind,
            Map<String, ?> first,
            Map<String, ?> second,
            Map<String, String> expected,
            List<Difference> differences) {
        TreeSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        int equal = 0;
        for (String name : names) {
            if (Objects.equals(first.get(name), second.get(name))) {
                equal++;
            } else {
                differences.add(new Difference(
                        kind + name,
                        describe(first.get(name)) + " -> " + describe(second.get(name)),
                        reason(kind + name, expected)));
            }
        }
        return equal;
    }

    private static String describe(@Nullable Object sum) {
        return switch (sum) {
            case null -> "absent";
            case Sum found -> found.count() + " (" + found.sha256().substring(0, 8) + ")";
            default -> sum.toString();
        };
    }

    /** A name that ends with a star matches all names that begin so. */
    private static String reason(String name, Map<String, String> expected) {
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            String key = entry.getKey();
            if (key.endsWith("*") ? name.startsWith(key.substring(0, key.length() - 1)) : name.equals(key)) {
                return entry.getValue();
            }
        }
        return "";
    }
}
