package io.trivium.core.event;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The committed JSON Schemas (draft 2020-12, formats asserted) of topics, found on the class path as {@code
 * schema/<topic>.json}. For tests, documents and the reasons of dead letters; the hot path relies on the records
 * themselves. Thread-safe.
 */
public final class EventSchemas {
    private static final Pattern TOPIC = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z][a-z0-9-]*)*\\.v[1-9][0-9]*");
    private static final Pattern SAFE_STEP = Pattern.compile("[A-Za-z][A-Za-z_]{0,40}|[0-9]{1,4}");
    private static final int MOST_VIOLATIONS = 10;

    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<String, Optional<Schema>> schemas = new ConcurrentHashMap<>();

    /** One way in which an event departs from its schema; safe to store, holds no content. */
    public record Violation(String location, String keyword) {
        @Override
        public String toString() {
            return location + " breaks " + keyword;
        }
    }

    /** Whether a schema is committed for this topic. */
    public boolean isKnown(String topic) {
        return find(topic).isPresent();
    }

    /** The schema's text, for documents. */
    public Optional<String> text(String topic) {
        return Optional.ofNullable(resource(topic));
    }

    /**
     * Returns the first few violations of the topic's schema by the event; empty when it conforms.
     *
     * @throws InvalidEventException if the bytes are not JSON
     * @throws IllegalArgumentException if there is no schema for the topic
     */
    public List<Violation> violations(String topic, byte[] json) {
        Schema schema = find(topic)
                .orElseThrow(() -> new IllegalArgumentException("no schema is committed for topic " + topic));
        try {
            return schema.validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON).stream()
                    .limit(MOST_VIOLATIONS)
                    .map(EventSchemas::violation)
                    .toList();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new InvalidEventException(EventError.NOT_JSON, "is not well-formed JSON");
        }
    }

    /**
     * Refuses an event that departs from the topic's schema.
     *
     * @throws InvalidEventException with {@link EventError#SCHEMA} or {@link EventError#NOT_JSON}
     */
    public void validate(String topic, byte[] json) {
        List<Violation> violations = violations(topic, json);
        if (!violations.isEmpty()) {
            throw new InvalidEventException(
                    EventError.SCHEMA,
                    String.join(
                            "; ", violations.stream().map(Violation::toString).toList()));
        }
    }

    private Optional<Schema> find(String topic) {
        return schemas.computeIfAbsent(
                topic, t -> Optional.ofNullable(resource(t)).map(text -> registry.getSchema(text, InputFormat.JSON)));
    }

    private static @Nullable String resource(String topic) {
        if (!TOPIC.matcher(topic).matches()) return null;
        String name = "schema/" + topic + ".json";
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? EventSchemas.class.getClassLoader() : context;
        try (InputStream in = loader.getResourceAsStream(name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /** Field names are part of the schema, except under unknown fields and in maps: those are content. */
    private static Violation violation(Error error) {
        var location = new StringBuilder();
        int steps = error.getInstanceLocation().getNameCount();
        for (int i = 0; i < steps; i++) {
            String step = String.valueOf(error.getInstanceLocation().getElement(i));
            location.append('/').append(SAFE_STEP.matcher(step).matches() ? step : "*");
        }
        return new Violation(location.isEmpty() ? "/" : location.toString(), error.getKeyword());
    }
}
