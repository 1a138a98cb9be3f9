package io.trivium.core.connection;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Values of a connection's fields, of the types that its kind's fields say. Immutable.
 *
 * @param values by field: {@code String}, {@code Long}, {@code Boolean} or {@code List<String>}; no secrets
 * @param secrets by field; not for logs, answers or the audit log
 */
public record ConnectionSettings(Map<String, Object> values, Map<String, String> secrets) {

    public ConnectionSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }

    /** A text or a choice. */
    public Optional<String> text(String field) {
        return Optional.ofNullable((String) values.get(field));
    }

    /** A text that the kind requires, or that has an initial value. */
    public String requireText(String field) {
        return text(field).orElseThrow(() -> new IllegalArgumentException(field + " is not set"));
    }

    /** A number. */
    public OptionalLong number(String field) {
        return values.get(field) instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /** A number that the kind requires, or that has an initial value, in the range of {@code int}. */
    public int requireNumber(String field) {
        return Math.toIntExact(number(field).orElseThrow(() -> new IllegalArgumentException(field + " is not set")));
    }

    /** A flag; false where it is not set. */
    public boolean flag(String field) {
        return Boolean.TRUE.equals(values.get(field));
    }

    /** A list; empty where it is not set. */
    public List<String> list(String field) {
        return values.get(field) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }

    /** A secret. */
    public Optional<String> secret(String field) {
        return Optional.ofNullable(secrets.get(field));
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ConnectionSettings" + values;
    }
}
