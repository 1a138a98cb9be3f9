package io.trivium.fin.list;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The lists of one tenant as a lookup in time: whether a value was on a list at an instant. Immutable, so that a decision
 * and the back-test of the same moment see the same lists.
 */
public final class Lists {

    public static final Lists NONE = new Lists(Set.of(), List.of());

    /**
     * A stay of one value on one list.
     *
     * @param from first instant on the list
     * @param until first instant no longer on it; null for no end
     */
    public record Stay(
            String list,
            String value,
            Instant from,
            @Nullable Instant until) {}

    private record Span(long from, long until) {}

    private final Set<String> names;
    private final Map<String, Map<String, List<Span>>> spans = new HashMap<>();

    /** @param names of every list there is, empty ones too */
    public Lists(Set<String> names, List<Stay> stays) {
        this.names = Set.copyOf(names);
        for (Stay stay : stays) {
            spans.computeIfAbsent(stay.list(), list -> new HashMap<>())
                    .computeIfAbsent(stay.value(), value -> new ArrayList<>(1))
                    .add(new Span(
                            stay.from().toEpochMilli(),
                            stay.until() == null ? Long.MAX_VALUE : stay.until().toEpochMilli()));
        }
    }

    /** The names there are, in order. */
    public Set<String> names() {
        return new TreeSet<>(names);
    }

    /** Whether the value was on the list then; false for a list that does not exist and for an empty value. */
    public boolean contains(String list, String value, Instant at) {
        Map<String, List<Span>> values = spans.get(list);
        List<Span> found = values == null ? null : values.get(value);
        if (found == null) return false;
        long time = at.toEpochMilli();
        for (Span span : found) {
            if (span.from() <= time && time < span.until()) return true;
        }
        return false;
    }
}
