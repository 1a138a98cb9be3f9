package io.trivium.core.connection;

import io.trivium.core.connection.ConnectionKind.Address;
import io.trivium.core.connection.ConnectionKind.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads settings from JSON by the fields of their kind, and checks them. Thread-safe. */
@ApplicationScoped
class SettingsReader {
    private static final String PREFIX = "settings.";
    private static final int LONGEST_ENTRY = 255;

    private final OutboundAddresses addresses;

    SettingsReader(OutboundAddresses addresses) {
        this.addresses = addresses;
    }

    /**
     * The settings given, with initial values where there are none.
     *
     * @param kept secrets that stay where none is given; an empty text removes one
     * @param problems gets what is wrong with a field
     */
    ConnectionSettings read(
            ConnectionKind kind, Map<String, Object> given, Map<String, String> kept, List<Problem> problems) {
        Map<String, Object> values = new HashMap<>();
        Map<String, String> secrets = new HashMap<>();
        Set<String> known = kind.fields().stream().map(ConnectionField::name).collect(Collectors.toSet());
        given.keySet().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> problems.add(new Problem(
                        PREFIX + (name.length() > 40 ? name.substring(0, 40) : name),
                        "must be left out: the kind " + kind.name() + " has no such setting")));
        for (ConnectionField field : kind.fields()) {
            Object value = given.get(field.name());
            if (field.type() == ConnectionField.Type.SECRET) {
                Object secret = value == null ? kept.get(field.name()) : value;
                if (secret != null && !secret.equals("")) {
                    text(field, secret, problems).ifPresent(text -> secrets.put(field.name(), text));
                } else if (field.required()) {
                    problems.add(new Problem(PREFIX + field.name(), "must be given"));
                }
                continue;
            }
            Object used = isEmpty(value) ? field.initial() : value;
            if (used == null) {
                if (field.required()) problems.add(new Problem(PREFIX + field.name(), "must be given"));
                continue;
            }
            read(field, used, problems).ifPresent(read -> values.put(field.name(), read));
        }
        return new ConnectionSettings(values, secrets);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null || value.equals("") || (value instanceof List<?> list && list.isEmpty());
    }

    private static Optional<Object> read(ConnectionField field, Object value, List<Problem> problems) {
        return switch (field.type()) {
            case TEXT, SECRET -> text(field, value, problems).map(text -> text);
            case NUMBER -> number(field, value, problems).map(number -> number);
            case FLAG ->
                value instanceof Boolean ? Optional.of(value) : refused(field, "must be true or false", problems);
            case CHOICE ->
                value instanceof String text && field.options().contains(text)
                        ? Optional.of(value)
                        : refused(field, "must be one of " + String.join(", ", field.options()), problems);
            case LIST -> list(field, value, problems);
        };
    }

    private static Optional<String> text(ConnectionField field, Object value, List<Problem> problems) {
        if (!(value instanceof String text) || text.length() < field.min() || text.length() > field.max()) {
            return refused(field, "must be a text of " + field.min() + " to " + field.max() + " characters", problems);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            return refused(field, "must be without control characters", problems);
        }
        if (!matches(field, text)) return refused(field, "must match " + field.pattern(), problems);
        return Optional.of(text);
    }

    private static Optional<Long> number(ConnectionField field, Object value, List<Problem> problems) {
        if (!(value instanceof Integer || value instanceof Long)
                || ((Number) value).longValue() < field.min()
                || ((Number) value).longValue() > field.max()) {
            return refused(field, "must be a whole number from " + field.min() + " to " + field.max(), problems);
        }
        return Optional.of(((Number) value).longValue());
    }

    private static Optional<Object> list(ConnectionField field, Object value, List<Problem> problems) {
        if (!(value instanceof List<?> list) || list.size() < field.min() || list.size() > field.max()) {
            return refused(field, "must be a list of " + field.min() + " to " + field.max() + " texts", problems);
        }
        List<String> texts = new ArrayList<>();
        for (Object entry : list) {
            if (!(entry instanceof String text)
                    || text.isBlank()
                    || text.length() > LONGEST_ENTRY
                    || text.chars().anyMatch(Character::isISOControl)) {
                return refused(field, "must have entries of 1 to " + LONGEST_ENTRY + " characters", problems);
            }
            if (!field.options().isEmpty() && !field.options().contains(text)) {
                return refused(field, "must have entries of " + String.join(", ", field.options()), problems);
            }
            if (!matches(field, text)) {
                return refused(field, "must have entries that match " + field.pattern(), problems);
            }
            if (!texts.contains(text)) texts.add(text);
        }
        return Optional.of(List.copyOf(texts));
    }

    private static boolean matches(ConnectionField field, String text) {
        return field.pattern() == null || text.matches(field.pattern());
    }

    private static <T> Optional<T> refused(ConnectionField field, String message, List<Problem> problems) {
        problems.add(new Problem(PREFIX + field.name(), message));
        return Optional.empty();
    }

    /** Adds what the kind and the allow-list say against it; neither is asked about settings that are wrong already. */
    void check(ConnectionKind kind, Connection connection, List<Problem> problems) {
        if (!problems.isEmpty()) return;
        for (Problem problem : kind.check(connection)) {
            problems.add(new Problem(PREFIX + problem.field(), problem.message()));
        }
        if (!problems.isEmpty()) return;
        for (Address address : kind.addresses(connection.settings())) {
            addresses
                    .problem(address.host())
                    .ifPresent(message -> problems.add(new Problem(PREFIX + address.field(), message)));
        }
    }
}
