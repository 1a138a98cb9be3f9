package io.trivium.core.sql;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Java types and columns: which value is stored how, and read as what. */
final class SqlTypes {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String[] TEXTS = {"text", "varchar", "name", "bpchar"};

    /** Arrays whose elements are read as they are. */
    private static final Map<Type, Set<String>> ELEMENTS = Map.of(
            String.class, Set.of("_text", "_varchar"),
            Long.class, Set.of("_int8"),
            Integer.class, Set.of("_int4"),
            Double.class, Set.of("_float8"));

    private static final ClassValue<Map<Object, String>> STORED = new ClassValue<>() {
        @Override
        protected Map<Object, String> computeValue(Class<?> type) {
            return stored(type);
        }
    };

    private static final ClassValue<Wrapper> WRAPPERS = new ClassValue<>() {
        @Override
        protected Wrapper computeValue(Class<?> type) {
            return Wrapper.of(type);
        }
    };

    private SqlTypes() {}

    /** An array whose elements the driver takes as they are. */
    @SuppressWarnings("ArrayRecordComponent") // passed to the driver at once
    record Elements(String type, @Nullable Object[] values) {}

    /** Reads a column of the current row. */
    @FunctionalInterface
    interface Reader {
        @Nullable
        Object read(ResultSet row, int column) throws SQLException;
    }

    /** A getter of JDBC for a primitive value. */
    private interface Getter {
        Object get(ResultSet row, int column) throws SQLException;
    }

    /** A record of one component, which is stored as that component. */
    private record Wrapper(MethodHandle constructor, Method accessor, Type component) {
        static Wrapper of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            if (components == null || components.length != 1) {
                throw new IllegalArgumentException("no column holds a " + type.getName());
            }
            Method accessor = components[0].getAccessor();
            accessor.setAccessible(true);
            return new Wrapper(SqlRow.constructor(type, components), accessor, components[0].getGenericType());
        }
    }

    static String writeJson(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "no JSON of a " + value.getClass().getName(), e);
        }
    }

    static Object construct(MethodHandle constructor, @Nullable Object[] values) {
        try {
            return (Object) constructor.invoke(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a row cannot be read", e);
        }
    }

    /**
     * Binds a value. A null has the type of the values before it: with another type, PostgreSQL parses the statement
     * again for that row and for the next.
     *
     * @param typeOfNull of {@link Types}; {@link Types#NULL} where PostgreSQL is to infer it
     * @return the type of this value, for a later null
     */
    static int bind(PreparedStatement statement, int index, @Nullable Object value, int typeOfNull)
            throws SQLException {
        if (value instanceof Elements typed) {
            statement.setArray(index, statement.getConnection().createArrayOf(typed.type, typed.values));
            return Types.NULL;
        }
        Object stored = value instanceof Collection<?> many ? many.toArray() : stored(value);
        if (stored == null) {
            statement.setNull(index, typeOfNull);
            return typeOfNull;
        }
        if (stored instanceof Object[] many) {
            statement.setArray(index, array(statement, many));
        } else if (stored instanceof long[] || stored instanceof double[] || stored instanceof boolean[]) {
            statement.setArray(index, statement.getConnection().createArrayOf(arrayType(stored), elements(stored)));
        } else {
            statement.setObject(index, stored);
        }
        return jdbcType(stored);
    }

    /** The type by which the driver sends a value; {@link Types#NULL} where it sends none for a null of that type. */
    private static int jdbcType(Object stored) {
        return switch (stored) {
            case String ignored -> Types.VARCHAR;
            case Long ignored -> Types.BIGINT;
            case Integer ignored -> Types.INTEGER;
            case Double ignored -> Types.DOUBLE;
            case Boolean ignored -> Types.BOOLEAN;
            case BigDecimal ignored -> Types.NUMERIC;
            default -> Types.NULL;
        };
    }

    private static String arrayType(Object primitives) {
        return primitives instanceof long[] ? "bigint" : primitives instanceof double[] ? "float8" : "boolean";
    }

    private static Object[] elements(Object primitives) {
        Object[] boxed = new Object[java.lang.reflect.Array.getLength(primitives)];
        Arrays.setAll(boxed, i -> java.lang.reflect.Array.get(primitives, i));
        return boxed;
    }

    private static Array array(PreparedStatement statement, @Nullable Object[] many) throws SQLException {
        @Nullable Object[] stored = new Object[many.length];
        String type = many instanceof Long[] ? "bigint" : "text";
        for (int i = 0; i < many.length; i++) {
            stored[i] = stored(many[i]);
            type = switch (stored[i]) {
                case null -> type;
                case Long ignored -> "bigint";
                case Integer ignored -> "integer";
                case Double ignored -> "float8";
                case Boolean ignored -> "boolean";
                case BigDecimal ignored -> "numeric";
                case UUID ignored -> "uuid";
                case OffsetDateTime ignored -> "timestamptz";
                case LocalDate ignored -> "date";
                default -> "text";
            };
        }
        return statement.getConnection().createArrayOf(type, stored);
    }

    private static @Nullable Object stored(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Enum<?> constant -> STORED.get(constant.getDeclaringClass()).get(constant);
            case Record wrapper -> component(wrapper);
            default -> value;
        };
    }

    private static @Nullable Object component(Record wrapper) {
        try {
            return stored(WRAPPERS.get(wrapper.getClass()).accessor().invoke(wrapper));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the component of " + wrapper.getClass() + " cannot be read", e);
        }
    }

    /** The texts by which an enum's constants are stored: their JSON form. */
    private static Map<Object, String> stored(Class<?> type) {
        Map<Object, String> texts = new HashMap<>();
        try {
            @Nullable Method form = null;
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(JsonValue.class)) form = method;
            }
            if (form == null) {
                throw new IllegalArgumentException(type.getName() + " has no method with @JsonValue to be stored by");
            }
            form.setAccessible(true);
            for (Object constant : type.getEnumConstants()) texts.put(constant, (String) form.invoke(constant));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the JSON form of " + type + " cannot be read", e);
        }
        return texts;
    }

    /**
     * The reader of a column as a type.
     *
     * @param column PostgreSQL's name of the column's type
     * @throws IllegalStateException if no such column holds such values
     */
    static Reader reader(Type type, String column) {
        if (column.equals("jsonb") || column.equals("json")) {
            JavaType target = JSON.getTypeFactory().constructType(type);
            return type == String.class ? ResultSet::getString : (row, i) -> readJson(row.getString(i), target);
        }
        Class<?> raw = type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
        if (raw == List.class && column.startsWith("_")) return list(type, column);
        Reader simple = simple(raw, column);
        if (simple != null) return simple;
        if (raw.isEnum()) return require(column, raw, enumReader(raw), TEXTS);
        if (!raw.isRecord()) throw new IllegalStateException("a column of type " + column + " is not read as " + type);
        Wrapper wrapper = WRAPPERS.get(raw);
        Reader component = reader(wrapper.component(), column);
        return (row, i) -> {
            Object value = component.read(row, i);
            return value == null ? null : construct(wrapper.constructor(), new Object[] {value});
        };
    }

    private static long[] longs(ResultSet row, int column) throws SQLException {
        Long[] boxed = (Long[]) row.getArray(column).getArray();
        return Arrays.stream(boxed).mapToLong(Long::longValue).toArray();
    }

    private static double[] doubles(ResultSet row, int column) throws SQLException {
        Double[] boxed = (Double[]) row.getArray(column).getArray();
        return Arrays.stream(boxed).mapToDouble(Double::doubleValue).toArray();
    }

    private static @Nullable Reader simple(Class<?> type, String column) {
        if (type == String.class) return require(column, type, ResultSet::getString, TEXTS);
        if (type == Instant.class) return require(column, type, SqlTypes::instant, "timestamptz");
        if (type == BigDecimal.class) return require(column, type, ResultSet::getBigDecimal, "numeric");
        if (type == LocalDate.class) {
            return require(column, type, (row, i) -> row.getObject(i, LocalDate.class), "date");
        }
        if (type == UUID.class) return require(column, type, (row, i) -> row.getObject(i, UUID.class), "uuid");
        if (type == long[].class) return require(column, type, SqlTypes::longs, "_int8");
        if (type == double[].class) return require(column, type, SqlTypes::doubles, "_float8");
        if (type == byte[].class) return require(column, type, ResultSet::getBytes, "bytea");
        String[] whole = {"int2", "int4", "int8", "serial", "bigserial", "numeric"};
        if (type == long.class || type == Long.class) {
            return require(column, type, number(type, ResultSet::getLong), whole);
        }
        if (type == int.class || type == Integer.class) {
            return require(column, type, number(type, ResultSet::getInt), whole);
        }
        if (type == short.class || type == Short.class) {
            return require(column, type, number(type, ResultSet::getShort), whole);
        }
        if (type == double.class || type == Double.class) {
            return require(
                    column, type, number(type, ResultSet::getDouble), "float4", "float8", "numeric", "int4", "int8");
        }
        if (type == boolean.class || type == Boolean.class) {
            return require(column, type, number(type, ResultSet::getBoolean), "bool");
        }
        return null;
    }

    private static Reader require(String column, Class<?> type, Reader reader, String... accepted) {
        for (String each : accepted) {
            if (column.equals(each)) return reader;
        }
        throw new IllegalStateException("a column of type " + column + " is not read as " + type.getSimpleName());
    }

    private static Reader number(Class<?> type, Getter getter) {
        return (row, i) -> {
            Object value = getter.get(row, i);
            if (!row.wasNull()) return value;
            if (type.isPrimitive()) {
                throw new IllegalStateException(
                        "null in column " + row.getMetaData().getColumnLabel(i));
            }
            return null;
        };
    }

    private static @Nullable Object instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** An array as a list; elements that are no JDBC values, such as enums, are converted one by one. */
    private static Reader list(Type type, String column) {
        Type element = ((ParameterizedType) type).getActualTypeArguments()[0];
        boolean plain = ELEMENTS.getOrDefault(element, Set.of()).contains(column);
        Map<String, Object> constants = element instanceof Class<?> named && named.isEnum() && column.equals("_text")
                ? constants(named)
                : Map.of();
        if (!plain && constants.isEmpty()) {
            throw new IllegalStateException("a column of type " + column + " is not read as " + type);
        }
        return (row, i) -> {
            Array array = row.getArray(i);
            if (array == null) return null;
            Object[] elements = (Object[]) array.getArray();
            return plain
                    ? List.of(elements)
                    : Arrays.stream(elements)
                            .map(each -> constant(constants, (String) each, element))
                            .toList();
        };
    }

    private static Reader enumReader(Class<?> type) {
        Map<String, Object> constants = constants(type);
        return (row, i) -> {
            String text = row.getString(i);
            return text == null ? null : constant(constants, text, type);
        };
    }

    private static Map<String, Object> constants(Class<?> type) {
        Map<String, Object> constants = new HashMap<>();
        STORED.get(type).forEach((constant, text) -> constants.put(text, constant));
        return constants;
    }

    private static Object constant(Map<String, Object> constants, String text, Type type) {
        Object constant = constants.get(text);
        if (constant == null) throw new IllegalStateException("'" + text + "' is no " + type.getTypeName());
        return constant;
    }

    private static @Nullable Object readJson(@Nullable String text, JavaType target) {
        try {
            return text == null ? null : JSON.readValue(text, target);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON is no " + target, e);
        }
    }
}
