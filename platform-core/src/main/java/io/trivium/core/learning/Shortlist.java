package io.trivium.core.learning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Examples of one organisation that are most worth a label.
 *
 * @param items by example id, the most valuable first
 * @param gap why there is no list; null when there is one, which may be empty
 */
public record Shortlist(
        SequencedMap<String, LabelWorth> items, @Nullable LabelGap gap) {
    public Shortlist {
        items = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(items));
    }

    static Shortlist of(SequencedMap<String, LabelWorth> items) {
        return new Shortlist(items, null);
    }

    static Shortlist none(LabelGap gap) {
        return new Shortlist(new LinkedHashMap<>(), gap);
    }

    /**
     * Returns the examples that a domain knows, in its own form, in the order of this list.
     *
     * @param known by example id
     */
    public <K, V> List<V> join(Map<String, K> known, BiFunction<K, LabelWorth, V> view, int limit) {
        return items.entrySet().stream()
                .filter(item -> known.containsKey(item.getKey()))
                .limit(limit)
                .map(item -> view.apply(Objects.requireNonNull(known.get(item.getKey())), item.getValue()))
                .toList();
    }
}
