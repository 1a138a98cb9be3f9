package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Values that a service named in its answers, by the name of their member, so that later requests reach existing
 * objects. Thread-safe.
 */
final class KnownValues {
    private static final int MOST_OF_A_NAME = 40;
    private static final int LONGEST = 128;
    private static final int DEEPEST = 8;
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private final Map<String, List<String>> byName = new HashMap<>();
    private final Set<String> members = ConcurrentHashMap.newKeySet();
    private final Set<String> strangers = ConcurrentHashMap.newKeySet();

    /** Adds the values that an answer to a caller names. */
    void learn(Caller caller, String path, JsonNode answer) {
        List<String> segments = Operation.segments(path);
        walk(caller, segments.isEmpty() ? "" : singular(segments.getLast()), answer, 0);
    }

    private void walk(Caller caller, String parent, JsonNode node, int depth) {
        if (depth > DEEPEST) return;
        if (node.isArray()) {
            for (JsonNode each : node) walk(caller, parent, each, depth + 1);
            return;
        }
        node.properties().forEach(member -> {
            JsonNode value = member.getValue();
            if (value.isContainerNode()) {
                boolean page = member.getKey().equals("items");
                walk(caller, page ? parent : singular(member.getKey()), value, depth + 1);
            } else if (value.isTextual() || value.isIntegralNumber()) {
                take(caller, parent, member.getKey(), value.asText());
            }
        });
    }

    private void take(Caller caller, String parent, String name, String value) {
        if (value.isEmpty() || value.length() > LONGEST) return;
        if (UUID.matcher(value).matches()) (caller.kind() == Caller.Kind.STRANGER ? strangers : members).add(value);
        if (caller.kind() == Caller.Kind.MEMBER) {
            add(name, value);
            if (name.equals("id") || name.equals("name")) {
                add(parent, value);
                add(parent + "id", value);
            }
        }
    }

    private void add(String name, String value) {
        synchronized (byName) {
            List<String> values = byName.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>());
            if (values.contains(value)) return;
            if (values.size() == MOST_OF_A_NAME) values.remove(values.size() / 2);
            values.add(value);
        }
    }

    Optional<String> any(String name, Random random) {
        String key = name.toLowerCase(Locale.ROOT);
        synchronized (byName) {
            for (String candidate : List.of(key, key + "id", key + "instanceuid", "id")) {
                List<String> values = byName.getOrDefault(candidate, List.of());
                if (!values.isEmpty()) return Optional.of(values.get(random.nextInt(values.size())));
            }
        }
        return Optional.empty();
    }

    /** Whether the value identifies something of the members' organisation and no object of others. */
    boolean isForeignToStrangers(String value) {
        return members.contains(value) && !strangers.contains(value);
    }

    private static String singular(String name) {
        return (name.endsWith("s") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }
}
