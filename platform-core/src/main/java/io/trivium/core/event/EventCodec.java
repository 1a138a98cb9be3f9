package io.trivium.core.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DatabindException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.trivium.core.tenancy.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes events as CloudEvents 1.0 in structured JSON mode; also reads the binary mode. Extension attributes are
 * kept.
 *
 * <p>Reading is strict: fields that no extension attribute can have as its name, unknown fields of the data, duplicate keys,
 * trailing content, converted types, numbers that are not finite, explicit nulls and too many bytes are refused with a
 * stable reason. Thread-safe.
 */
public final class EventCodec {
    public static final int DEFAULT_MAX_BYTES = 64 * 1024;
    public static final String CONTENT_TYPE = "application/cloudevents+json; charset=utf-8";

    private static final String SPEC_VERSION = "1.0";
    private static final String DATA_CONTENT_TYPE = "application/json";

    private final int maxBytes;
    private final ObjectMapper mapper;

    public EventCodec() {
        this(DEFAULT_MAX_BYTES);
    }

    /** A codec for a topic with another limit. */
    public EventCodec(int maxBytes) {
        if (maxBytes < 1) throw new IllegalArgumentException("event size limit must be positive: " + maxBytes);
        this.maxBytes = maxBytes;
        this.mapper = EventJson.mapper(maxBytes);
    }

    /**
     * The event as UTF-8 JSON, fields in a fixed order, optional fields left out when null.
     *
     * @throws IllegalArgumentException if a number is not finite or the event is larger than the limit: such an event is
     *     a fault of the producer
     */
    public byte[] encode(EventEnvelope<?> event) {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = mapper.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("specversion", SPEC_VERSION);
            json.writeStringField("id", event.id());
            json.writeStringField("source", event.source());
            json.writeStringField("type", event.type());
            json.writeStringField("subject", event.subject());
            json.writeStringField("time", event.time().toString());
            json.writeStringField("datacontenttype", DATA_CONTENT_TYPE);
            json.writeStringField("tenantid", event.tenantId().value());
            json.writeNumberField("schemaversion", event.schemaVersion());
            for (Map.Entry<String, Object> extension : event.extensions().entrySet()) {
                json.writeObjectField(extension.getKey(), extension.getValue());
            }
            json.writeFieldName("data");
            mapper.writeValue(json, event.data());
            json.writeEndObject();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event of type " + event.type() + " does not fit JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (out.size() > maxBytes) {
            throw new IllegalArgumentException(
                    "an event of type " + event.type() + " takes " + out.size() + " bytes, the limit is " + maxBytes);
        }
        return out.toByteArray();
    }

    /**
     * The event in {@code json}; its trace context is that of the extension attribute {@code traceparent}, if it has one.
     *
     * @throws InvalidEventException if the bytes are invalid in any way; nothing else is thrown
     */
    public <T extends EventPayload> EventEnvelope<T> decode(byte[] json, Class<T> payload) {
        checkBytes(json);
        var fields = new Fields();
        try (JsonParser parser = new EventJson.NoNulls(mapper.createParser(json))) {
            T data = readEnvelope(parser, fields, payload);
            requireEnd(parser);
            return fields.toEnvelope(data);
        } catch (InvalidEventException e) {
            throw e.of(fields.tenant);
        } catch (IOException e) {
            throw refusal(e).of(fields.tenant);
        } catch (IllegalArgumentException e) {
            throw refusal(e).of(fields.tenant);
        }
    }

    /**
     * An event of the binary mode: its attributes by name, as text, and its data as JSON.
     *
     * @throws InvalidEventException if attributes or bytes are invalid in any way; nothing else is thrown
     */
    public <T extends EventPayload> EventEnvelope<T> decodeBinary(
            Map<String, String> attributes, byte[] data, Class<T> payload) {
        var fields = new Fields();
        try {
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                fields.readText(attribute.getKey(), attribute.getValue());
            }
            fields.seen.add(Field.DATA);
            fields.requireAll();
            fields.requireType(payload);
            return fields.toEnvelope(decodeData(data, payload));
        } catch (InvalidEventException e) {
            throw e.of(fields.tenant);
        } catch (IllegalArgumentException e) {
            throw refusal(e).of(fields.tenant);
        }
    }

    /**
     * A payload alone, without an envelope, read by the same rules: for HTTP requests that become events.
     *
     * @throws InvalidEventException if the bytes are invalid in any way
     */
    public <T extends EventPayload> T decodeData(byte[] json, Class<T> payload) {
        checkBytes(json);
        try (JsonParser parser = new EventJson.NoNulls(mapper.createParser(json))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidEventException(EventError.NOT_JSON, "must be one JSON object");
            }
            T data = mapper.readValue(parser, payload);
            requireEnd(parser);
            return data;
        } catch (IOException | IllegalArgumentException e) {
            throw refusal(e);
        }
    }

    private void checkBytes(byte[] json) {
        if (json.length > maxBytes) {
            throw new InvalidEventException(
                    EventError.TOO_LARGE, "takes " + json.length + " bytes, the limit is " + maxBytes);
        }
        // RFC 8259 wants UTF-8 without a byte order mark; Jackson would also guess UTF-16 and UTF-32.
        if (json.length < 2 || json[0] <= 0 || json[1] <= 0) {
            throw new InvalidEventException(EventError.NOT_JSON, "must be one JSON object in UTF-8");
        }
    }

    private <T extends EventPayload> T readEnvelope(JsonParser parser, Fields fields, Class<T> payload)
            throws IOException {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new InvalidEventException(
                    EventError.NOT_JSON,
                    first == JsonToken.START_ARRAY
                            ? "must be one JSON object; a batch is not read: send each event in a record of its own"
                            : "must be one JSON object");
        }
        @Nullable T data = null;
        @Nullable TokenBuffer early = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Field field = Field.of(name);
            if (field == null) {
                requireExtension(name, position(parser));
                parser.nextToken();
                fields.extend(name, extension(parser, name));
                continue;
            }
            parser.nextToken();
            if (field == Field.DATA) {
                if (!parser.hasToken(JsonToken.START_OBJECT)) {
                    throw new InvalidEventException(EventError.SCHEMA, "data must be a JSON object");
                }
                if (fields.areRead(Field.TYPE, Field.SCHEMA_VERSION, Field.TENANT_ID)) {
                    fields.requireType(payload);
                    data = mapper.readValue(parser, payload);
                } else {
                    early = mapper.getDeserializationContext().bufferForInputBuffering(parser);
                    early.copyCurrentStructure(parser);
                }
            } else {
                fields.read(field, parser);
            }
            fields.seen.add(field);
        }
        fields.requireAll();
        fields.requireType(payload);
        if (data == null && early != null) {
            try (JsonParser buffered = early.asParser(parser)) {
                buffered.nextToken();
                data = mapper.readValue(buffered, payload);
            }
        }
        if (data == null) throw new InvalidEventException(EventError.SCHEMA, "data is required");
        return data;
    }

    private static void requireExtension(String name, String position) {
        if (name.equals("data_base64")) {
            throw new InvalidEventException(
                    EventError.SCHEMA, "data_base64 is not read: send the event as JSON in data" + position);
        }
        if (!EventExtensions.isName(name)) {
            throw new InvalidEventException(
                    EventError.SCHEMA,
                    "the envelope has an unknown field" + position
                            + "; the name of an extension attribute is 1 to 64 of a-z 0-9");
        }
    }

    private static Object extension(JsonParser parser, String name) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> parser.getIntValue();
            default ->
                throw new InvalidEventException(
                        EventError.SCHEMA,
                        "the extension attribute " + name + " must be a string, a boolean or an integer");
        };
    }

    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new InvalidEventException(EventError.NOT_JSON, "has content after its end" + position(parser));
        }
    }

    /** Returns the reason for an exception of Jackson or of a record's constructor; its own text may quote content. */
    private static InvalidEventException refusal(Exception e) {
        if (e instanceof InvalidEventException invalid) return invalid;
        if (e instanceof StreamReadException broken && !(e instanceof InputCoercionException)) {
            return new InvalidEventException(EventError.NOT_JSON, "is not well-formed JSON" + position(broken));
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof EventRuleException rule) {
                return new InvalidEventException(EventError.SCHEMA, String.valueOf(rule.getMessage()));
            }
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new InvalidEventException(EventError.SCHEMA, "data has an unknown field" + position(unknown));
        }
        if (e instanceof DatabindException mismatch) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof StreamReadException broken && !(cause instanceof InputCoercionException)) {
                    return new InvalidEventException(EventError.NOT_JSON, "is not well-formed JSON" + position(broken));
                }
            }
            return new InvalidEventException(
                    EventError.SCHEMA,
                    path(mismatch) + "is missing or does not follow the schema" + position(mismatch));
        }
        if (e instanceof InputCoercionException overflow) {
            return new InvalidEventException(EventError.SCHEMA, "has a number out of range" + position(overflow));
        }
        if (e instanceof IOException) return new InvalidEventException(EventError.NOT_JSON, "is not JSON in UTF-8");
        return new InvalidEventException(EventError.SCHEMA, "data breaks a rule of its type");
    }

    /** Names of the record's own fields that lead to the fault; keys of maps are content and left out. */
    private static String path(DatabindException e) {
        if (!(e instanceof JsonMappingException mapping)) return "data ";
        var path = new StringBuilder("data");
        for (JsonMappingException.Reference step : mapping.getPath()) {
            Object from = step.getFrom();
            Class<?> type = from instanceof Class<?> c ? c : from == null ? Object.class : from.getClass();
            if (type.isRecord() && step.getFieldName() != null) path.append('.').append(step.getFieldName());
        }
        return path.append(' ').toString();
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null ? "" : at(e.getLocation().getByteOffset());
    }

    private static String position(JsonParser parser) {
        return at(parser.currentTokenLocation().getByteOffset());
    }

    private static String at(long offset) {
        return offset < 0 ? "" : " (at byte " + offset + ")";
    }

    private enum Field {
        SPEC_VERSION("specversion"),
        ID("id"),
        SOURCE("source"),
        TYPE("type"),
        SUBJECT("subject"),
        TIME("time"),
        DATA_CONTENT_TYPE("datacontenttype"),
        TENANT_ID("tenantid"),
        SCHEMA_VERSION("schemaversion"),
        DATA("data");

        private final String json;

        Field(String json) {
            this.json = json;
        }

        static @Nullable Field of(String name) {
            for (Field field : values()) {
                if (field.json.equals(name)) return field;
            }
            return null;
        }
    }

    /** Envelope fields as they come in; strings are checked by {@link EventEnvelope}. */
    private final class Fields {
        private final Set<Field> seen = EnumSet.noneOf(Field.class);
        private String id = "";
        private String source = "";
        private String type = "";
        private String subject = "";
        private Instant time = Instant.EPOCH;
        private @Nullable TenantId tenant;
        private int schemaVersion;
        private final Map<String, Object> extensions = new TreeMap<>();

        void extend(String name, Object value) {
            if (extensions.size() == EventExtensions.MOST) {
                throw new InvalidEventException(
                        EventError.SCHEMA, "the event has more than " + EventExtensions.MOST + " extension attributes");
            }
            extensions.put(name, value);
        }

        /** An attribute of the binary mode, where every value is text. */
        void readText(String name, String value) {
            Field field = Field.of(name);
            if (field == null || field == Field.DATA) {
                requireExtension(name, "");
                extend(name, value);
                return;
            }
            switch (field) {
                case SPEC_VERSION -> requireSpecVersion(value);
                case ID -> id = value;
                case SOURCE -> source = value;
                case TYPE -> type = value;
                case SUBJECT -> subject = value;
                case TIME -> {
                    Instant parsed = Rfc3339.parse(value);
                    if (parsed == null) {
                        throw new InvalidEventException(EventError.SCHEMA, "time must be an RFC 3339 date-time");
                    }
                    time = parsed;
                }
                case DATA_CONTENT_TYPE -> requireContentType(value);
                case TENANT_ID -> tenant = tenant(value);
                case SCHEMA_VERSION -> {
                    if (!value.matches("[0-9]{1,9}")) {
                        throw new InvalidEventException(EventError.SCHEMA, "schemaversion must be an integer");
                    }
                    schemaVersion = Integer.parseInt(value);
                }
                case DATA -> throw new IllegalStateException("data is no attribute");
            }
            seen.add(field);
        }

        private void requireSpecVersion(String value) {
            if (!value.equals(SPEC_VERSION)) {
                throw new InvalidEventException(EventError.UNSUPPORTED_VERSION, "specversion must be " + SPEC_VERSION);
            }
        }

        private void requireContentType(String value) {
            if (!value.equals(EventCodec.DATA_CONTENT_TYPE)) {
                throw new InvalidEventException(
                        EventError.SCHEMA, "datacontenttype must be " + EventCodec.DATA_CONTENT_TYPE);
            }
        }

        void read(Field field, JsonParser parser) throws IOException {
            switch (field) {
                case SPEC_VERSION -> requireSpecVersion(string(field, parser));
                case ID -> id = string(field, parser);
                case SOURCE -> source = string(field, parser);
                case TYPE -> type = string(field, parser);
                case SUBJECT -> subject = string(field, parser);
                case TIME -> time = mapper.readValue(parser, Instant.class);
                case DATA_CONTENT_TYPE -> requireContentType(string(field, parser));
                case TENANT_ID -> tenant = tenant(string(field, parser));
                case SCHEMA_VERSION -> {
                    if (!parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                        throw new InvalidEventException(EventError.SCHEMA, "schemaversion must be an integer");
                    }
                    schemaVersion = parser.getIntValue();
                }
                case DATA -> throw new IllegalStateException("data is read by the codec itself");
            }
        }

        private String string(Field field, JsonParser parser) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                throw new InvalidEventException(EventError.SCHEMA, field.json + " must be a string");
            }
            return parser.getText();
        }

        private TenantId tenant(String value) {
            try {
                return new TenantId(value);
            } catch (RuntimeException e) {
                throw new InvalidEventException(EventError.BAD_TENANT, "tenantid is no tenant id");
            }
        }

        boolean areRead(Field first, Field second, Field third) {
            return seen.contains(first) && seen.contains(second) && seen.contains(third);
        }

        void requireAll() {
            if (!seen.contains(Field.TENANT_ID)) {
                throw new InvalidEventException(EventError.MISSING_TENANT, "tenantid is required");
            }
            for (Field field : Field.values()) {
                if (!seen.contains(field)) {
                    throw new InvalidEventException(EventError.SCHEMA, field.json + " is required");
                }
            }
        }

        void requireType(Class<?> payload) {
            EventType declared = EventTypes.find(payload);
            if (declared != null) requireType(declared.value(), declared.version());
        }

        private void requireType(String expectedType, int expectedVersion) {
            if (!type.equals(expectedType)) {
                throw new InvalidEventException(EventError.WRONG_TYPE, "type must be " + expectedType);
            }
            if (schemaVersion != expectedVersion) {
                throw new InvalidEventException(
                        EventError.UNSUPPORTED_VERSION, "schemaversion must be " + expectedVersion);
            }
        }

        <T extends EventPayload> EventEnvelope<T> toEnvelope(T data) {
            requireType(data.type(), data.schemaVersion());
            if (tenant == null) throw new InvalidEventException(EventError.MISSING_TENANT, "tenantid is required");
            Object trace = extensions.get(EventRecords.TRACEPARENT_HEADER);
            return new EventEnvelope<>(
                    id,
                    source,
                    subject,
                    time,
                    tenant,
                    type,
                    schemaVersion,
                    data,
                    trace instanceof String text && EventEnvelope.isTraceparent(text) ? text : null,
                    extensions);
        }
    }
}
