package io.trivium.core.audit;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The filter of a search for entries; null and empty texts match all.
 *
 * @param actor part of the actor's name
 * @param action part of the action
 * @param object part of the object
 * @param outcome the whole word
 * @param from first moment
 * @param to first moment that is too late
 */
record AuditSearch(
        @Nullable String actor,
        @Nullable String action,
        @Nullable String object,
        @Nullable String outcome,
        @Nullable OffsetDateTime from,
        @Nullable OffsetDateTime to) {

    /** SQL conditions on {@code audit_entry}, each after an {@code and}; their parameters are {@link #values}. */
    String conditions() {
        return values().keySet().stream()
                .map(name -> switch (name) {
                    case "from" -> " and time >= :from";
                    case "to" -> " and time < :to";
                    case "outcome" -> " and outcome = :outcome";
                    default -> " and strpos(lower(" + name + "), lower(:" + name + ")) > 0";
                })
                .collect(Collectors.joining());
    }

    /** Values of the parameters, by name. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        part(values, "actor", actor);
        part(values, "action", action);
        part(values, "object", object);
        if (outcome != null && !outcome.isEmpty()) values.put("outcome", outcome);
        if (from != null) values.put("from", from);
        if (to != null) values.put("to", to);
        return values;
    }

    private static void part(Map<String, Object> values, String column, @Nullable String text) {
        if (text != null && !text.isBlank()) values.put(column, text.strip());
    }
}
