package io.trivium.core.audit;

import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** SQL conditions on {@code audit_entry}, each with the value of its one parameter. */
    Map<String, Object> conditions() {
        Map<String, Object> conditions = new LinkedHashMap<>();
        part(conditions, "actor", actor);
        part(conditions, "action", action);
        part(conditions, "object", object);
        if (outcome != null && !outcome.isEmpty()) conditions.put("outcome = ?", outcome);
        if (from != null) conditions.put("time >= ?", from);
        if (to != null) conditions.put("time < ?", to);
        return conditions;
    }

    private static void part(Map<String, Object> conditions, String column, @Nullable String text) {
        if (text != null && !text.isBlank()) {
            conditions.put("strpos(lower(" + column + "), lower(?)) > 0", text.strip());
        }
    }
}
