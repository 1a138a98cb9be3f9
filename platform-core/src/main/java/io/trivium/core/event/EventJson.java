package io.trivium.core.event;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedField;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one way JSON of events is read and written: nothing is guessed, converted or passed over. */
final class EventJson {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_SCALE = 64;

    private EventJson() {}

    static ObjectMapper mapper(int maxBytes) {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(maxBytes)
                        .maxNameLength(256)
                        .build())
                .build();
        JsonMapper.Builder builder = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .visibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
                // Components are written from their fields: as getters they would be hidden with all others.
                .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .addModule(types());
        ObjectMapper mapper = builder.build();
        mapper.setConfig(
                mapper.getDeserializationConfig().withInsertedAnnotationIntrospector(new RequiredComponents()));
        return mapper;
    }

    private static SimpleModule types() {
        SimpleModule module = new SimpleModule("trivium-events");
        module.addDeserializer(Instant.class, new InstantReader());
        module.addSerializer(Instant.class, new InstantWriter());
        module.addDeserializer(BigDecimal.class, new DecimalReader());
        module.addDeserializer(double.class, new DoubleReader());
        module.addDeserializer(Double.class, new DoubleReader());
        module.addSerializer(double.class, new DoubleWriter());
        module.addSerializer(Double.class, new DoubleWriter());
        return module;
    }

    private static boolean isNumber(JsonParser parser) {
        return parser.hasToken(JsonToken.VALUE_NUMBER_INT) || parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT);
    }

    private static final class InstantReader extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(Instant.class, "must be an RFC 3339 date-time");
            }
            Instant instant = Rfc3339.parse(parser.getText());
            if (instant != null) return instant;
            return context.reportInputMismatch(Instant.class, "must be an RFC 3339 date-time");
        }
    }

    private static final class InstantWriter extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(value.toString());
        }
    }

    /** Refuses scales that would make a short text a number of a million digits. */
    private static final class DecimalReader extends JsonDeserializer<BigDecimal> {
        @Override
        public BigDecimal deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!isNumber(parser)) return context.reportInputMismatch(BigDecimal.class, "must be a number");
            BigDecimal value = parser.getDecimalValue();
            if (Math.abs((long) value.scale()) > MAX_SCALE) {
                return context.reportInputMismatch(BigDecimal.class, "must have an exponent within ±64");
            }
            return value;
        }
    }

    /** Jackson reads the strings "NaN" and "Infinity" as doubles even with coercion off. */
    private static final class DoubleReader extends JsonDeserializer<Double> {
        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            double value = isNumber(parser) ? parser.getDoubleValue() : Double.NaN;
            if (!Double.isFinite(value)) return context.reportInputMismatch(Double.class, "must be a finite number");
            return value;
        }
    }

    private static final class DoubleWriter extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (!Double.isFinite(value)) provider.reportMappingProblem("a number of an event must be finite");
            generator.writeNumber(value);
        }
    }

    /** Every record component is required unless it is {@code @Nullable}, as the compiler has it. */
    private static final class RequiredComponents extends NopAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Version version() {
            return Version.unknownVersion();
        }

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            AnnotatedType type = componentType(member);
            return type == null ? null : !type.isAnnotationPresent(Nullable.class);
        }

        /** Jackson treats an absent component as null: where that is allowed, null must be. See {@link NoNulls}. */
        @Override
        public JsonSetter.Value findSetterInfo(Annotated member) {
            AnnotatedType type = member instanceof AnnotatedMember component ? componentType(component) : null;
            return type != null && type.isAnnotationPresent(Nullable.class)
                    ? JsonSetter.Value.forValueNulls(Nulls.SET)
                    : JsonSetter.Value.empty();
        }

        private static @Nullable AnnotatedType componentType(AnnotatedMember member) {
            if (!member.getDeclaringClass().isRecord()) return null;
            if (member instanceof AnnotatedField field)
                return field.getAnnotated().getAnnotatedType();
            return member instanceof AnnotatedParameter parameter
                            && parameter.getOwner().getAnnotated() instanceof Constructor<?> constructor
                    ? constructor.getAnnotatedParameterTypes()[parameter.getIndex()]
                    : null;
        }
    }

    /** Refuses null wherever it is written: what is not known is left out. */
    static final class NoNulls extends JsonParserDelegate {
        NoNulls(JsonParser parser) {
            super(parser);
        }

        @Override
        public @Nullable JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                throw new InvalidEventException(
                        EventError.SCHEMA,
                        "null is not allowed, leave the field out (at byte "
                                + currentTokenLocation().getByteOffset() + ")");
            }
            return token;
        }

        @Override
        public @Nullable String nextFieldName() throws IOException {
            return nextToken() == JsonToken.FIELD_NAME ? currentName() : null;
        }
    }
}
