package io.trivium.runtime.moe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One routed expert of one layer; written {@code layer-3/fin-07}.
 *
 * @param layer from 0
 * @param index from 0, within the group
 */
public record ExpertId(int layer, String group, int index) implements Comparable<ExpertId> {
    private static final Pattern TEXT = Pattern.compile("layer-(\\d{1,3})/(" + ExpertGroup.NAME + ")-(\\d{2,4})");

    public ExpertId {
        if (layer < 0 || index < 0) throw new IllegalArgumentException("layer " + layer + ", expert " + index);
    }

    /** The opposite of {@link #toString}. */
    public static Optional<ExpertId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        return Optional.of(
                new ExpertId(Integer.parseInt(matcher.group(1)), matcher.group(2), Integer.parseInt(matcher.group(3))));
    }

    @Override
    public int compareTo(ExpertId other) {
        int order = Integer.compare(layer, other.layer);
        if (order == 0) order = group.compareTo(other.group);
        return order == 0 ? Integer.compare(index, other.index) : order;
    }

    @Override
    public String toString() {
        return "layer-%d/%s-%02d".formatted(layer, group, index);
    }
}
