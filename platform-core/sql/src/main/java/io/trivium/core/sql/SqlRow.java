package io.trivium.core.sql;

import io.trivium.core.sql.SqlTypes.Reader;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a row becomes a record or a value. The columns are looked up with the first result; later results of the same
 * statement have the same ones. Thread-safe.
 */
final class SqlRow<T> {

    private final Class<T> type;
    private volatile @Nullable Reader reader;

    SqlRow(Class<T> type) {
        this.type = type;
    }

    /** The reader of the results of this statement. */
    Reader reader(ResultSetMetaData columns, String statement) throws SQLException {
        Reader known = reader;
        if (known == null) {
            known = resolve(columns, statement);
            reader = known;
        }
        return known;
    }

    /** Looks the columns up; fails if they do not fit. */
    Reader resolve(ResultSetMetaData columns, String statement) throws SQLException {
        if (isRow(type)) return record(type, columns, statement);
        if (columns.getColumnCount() != 1) {
            throw new IllegalStateException("not one column but " + columns.getColumnCount() + " of: " + statement);
        }
        Reader only = SqlTypes.reader(type, columns.getColumnTypeName(1));
        return (row, ignored) -> only.read(row, 1);
    }

    @SuppressWarnings("unchecked")
    T read(Reader reader, ResultSet row) throws SQLException {
        Object value = reader.read(row, 0);
        if (value == null) throw new IllegalStateException("null in the only column, read as " + type.getSimpleName());
        return (T) value;
    }

    /** A record of one component is a value of one column. */
    private static boolean isRow(Class<?> type) {
        return type.isRecord() && type.getRecordComponents().length > 1;
    }

    /** A component that is itself such a record, and for which there is no column, takes the columns of its own. */
    private static Reader record(Class<?> type, ResultSetMetaData columns, String statement) throws SQLException {
        RecordComponent[] components = type.getRecordComponents();
        int[] positions = new int[components.length];
        Reader[] readers = new Reader[components.length];
        for (int i = 0; i < components.length; i++) {
            String column = components[i].getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            positions[i] = position(columns, column);
            if (positions[i] > 0) {
                readers[i] = SqlTypes.reader(components[i].getGenericType(), columns.getColumnTypeName(positions[i]));
            } else if (isRow(components[i].getType())) {
                readers[i] = record(components[i].getType(), columns, statement);
            } else {
                throw new IllegalStateException("no column " + column + " for " + type.getName() + " of: " + statement);
            }
        }
        MethodHandle constructor = constructor(type, components);
        return (row, ignored) -> {
            @Nullable Object[] values = new Object[positions.length];
            for (int i = 0; i < positions.length; i++) values[i] = readers[i].read(row, positions[i]);
            return SqlTypes.construct(constructor, values);
        };
    }

    private static int position(ResultSetMetaData columns, String name) throws SQLException {
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            if (columns.getColumnLabel(i).equals(name)) return i;
        }
        return 0;
    }

    /** The canonical constructor, with its arguments in an array. */
    static MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asSpreader(Object[].class, components.length);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("the constructor of " + type.getName() + " cannot be called", e);
        }
    }
}
