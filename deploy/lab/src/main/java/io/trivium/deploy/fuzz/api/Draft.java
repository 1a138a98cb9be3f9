package io.trivium.deploy.fuzz.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request before it is sent, in parts that can be changed or left out one by one. Everything but the body is written as
 * it is: percent signs in path and query are meant, and each character is one byte.
 *
 * @param path value of each parameter of the template
 * @param body empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are never compared or changed
record Draft(
        Operation operation,
        String method,
        Map<String, String> path,
        List<Field> query,
        List<Field> headers,
        byte[] body,
        Caller caller) {
    /** A name with its value. */
    record Field(String name, String value) {}

    static final String CONTENT_TYPE = "Content-Type";

    Draft {
        path = new LinkedHashMap<>(path);
        query = List.copyOf(query);
        headers = List.copyOf(headers);
    }

    Draft withMethod(String other) {
        return new Draft(operation, other, path, query, headers, body, caller);
    }

    Draft withPath(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(path);
        changed.put(name, value);
        return new Draft(operation, method, changed, query, headers, body, caller);
    }

    Draft withQuery(List<Field> changed) {
        return new Draft(operation, method, path, changed, headers, body, caller);
    }

    Draft withHeaders(List<Field> changed) {
        return new Draft(operation, method, path, query, changed, body, caller);
    }

    /** As this, with a header that replaces those of its name. */
    Draft withHeader(String name, String value) {
        List<Field> changed = new ArrayList<>(headers);
        changed.removeIf(header -> header.name().equalsIgnoreCase(name));
        changed.add(new Field(name, value));
        return withHeaders(changed);
    }

    Draft withoutHeader(String name) {
        return withHeaders(headers.stream()
                .filter(header -> !header.name().equalsIgnoreCase(name))
                .toList());
    }

    Draft withBody(byte[] changed) {
        return new Draft(operation, method, path, query, headers, changed, caller);
    }

    /** Path as sent, without the query. */
    String rawPath() {
        String filled = operation.path();
        for (Map.Entry<String, String> value : path.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    String target() {
        StringBuilder target = new StringBuilder(rawPath());
        char separator = '?';
        for (Field field : query) {
            target.append(separator).append(field.name()).append('=').append(field.value());
            separator = '&';
        }
        return target.toString();
    }

    /** Whether text of an answer may be an echo of this request. */
    boolean says(String text) {
        return target().contains(text)
                || new String(body, StandardCharsets.UTF_8).contains(text)
                || headers.stream().anyMatch(header -> header.value().contains(text));
    }

    /** Whether it announces more of a body than it sends: the service waits for the rest, until its patience ends. */
    boolean withholdsBody() {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase("Content-Length"))
                .map(Field::value)
                .anyMatch(length -> length.matches("\\d{1,18}") && Long.parseLong(length) > body.length);
    }

    int size() {
        return target().length()
                + body.length
                + headers.stream()
                        .mapToInt(header ->
                                header.name().length() + header.value().length())
                        .sum();
    }
}
