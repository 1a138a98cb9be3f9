package io.trivium.core.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * JSON as the platform reads and writes it: nothing is ignored, guessed or rounded. Unknown fields, repeated keys,
 * trailing text, numbers in quotes, quoted NaN, numeric times and nulls for primitives are refused; decimals keep every
 * digit; times are RFC 3339.
 */
public final class StrictJson {

    /** Longest run of digits around the decimal point that is taken as a decimal. */
    private static final int MAX_DECIMAL_DIGITS = 100;

    private StrictJson() {}

    /** A new mapper of this kind, for use outside of CDI. */
    public static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .addModule(new ParameterNamesModule())
                .build();
        configure(mapper);
        return mapper;
    }

    /** Makes the mapper strict; modules for times and optionals must be registered before. */
    @SuppressWarnings("deprecation") // the replacements exist on the mapper's builder only, and Quarkus builds this one
    static void configure(ObjectMapper mapper) {
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        mapper.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        mapper.enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        mapper.disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
        mapper.getFactory().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        mapper.getFactory().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
        mapper.setConfig(mapper.getDeserializationConfig().without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES));
        mapper.coercionConfigFor(LogicalType.Textual)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        mapper.coercionConfigDefaults()
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail);
        mapper.registerModule(new SimpleModule("trivium-strict")
                .addDeserializer(double.class, new StrictDouble(double.class))
                .addDeserializer(Double.class, new StrictDouble(Double.class))
                .addDeserializer(BigDecimal.class, new StrictDecimal())
                .addDeserializer(Instant.class, new Rfc3339Instant()));
    }

    private static JsonToken expect(
            JsonParser parser, DeserializationContext context, Class<?> type, boolean fits, String expected)
            throws IOException {
        if (!fits) context.reportInputMismatch(type, "expected %s", expected);
        return parser.currentToken();
    }

    /** A JSON number within the range of a double; Jackson's own reader also takes the strings "NaN" and "INF". */
    private static final class StrictDouble extends StdScalarDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        StrictDouble(Class<?> type) {
            super(type);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            expect(parser, context, handledType(), parser.currentToken().isNumeric(), "a number");
            double value = parser.getDoubleValue();
            expect(parser, context, handledType(), Double.isFinite(value), "a number within the range of a double");
            return value;
        }

        @Override
        public Double getNullValue(DeserializationContext context)
                throws com.fasterxml.jackson.databind.JsonMappingException {
            if (handledType().isPrimitive()) context.reportInputMismatch(handledType(), "expected a number");
            return super.getNullValue(context);
        }
    }

    /** A JSON number whose plain form is short; {@code 1e999999999} would otherwise be a memory attack. */
    private static final class StrictDecimal extends StdScalarDeserializer<BigDecimal> {
        private static final long serialVersionUID = 1L;

        StrictDecimal() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            expect(parser, context, BigDecimal.class, parser.currentToken().isNumeric(), "a number");
            BigDecimal value = parser.getDecimalValue();
            boolean fits =
                    Math.abs((long) value.scale()) <= MAX_DECIMAL_DIGITS && value.precision() <= MAX_DECIMAL_DIGITS;
            expect(parser, context, BigDecimal.class, fits, "a number of at most " + MAX_DECIMAL_DIGITS + " digits");
            return value;
        }
    }

    /** An RFC 3339 time with its offset, as text; Jackson's own reader also takes numbers. */
    private static final class Rfc3339Instant extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        Rfc3339Instant() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            expect(parser, context, Instant.class, parser.currentToken() == JsonToken.VALUE_STRING, "an RFC 3339 time");
            try {
                return RequestTime.parse(parser.getText());
            } catch (DateTimeException e) {
                return context.reportInputMismatch(
                        Instant.class, "expected an RFC 3339 time such as 2026-11-25T10:15:30.123Z");
            }
        }
    }
}
