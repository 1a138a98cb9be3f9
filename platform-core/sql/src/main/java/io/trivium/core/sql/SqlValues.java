package io.trivium.core.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of a statement's parameters. Not thread-safe.
 *
 * @param <S> the class that extends this one, returned by the setters
 */
public abstract sealed class SqlValues<S extends SqlValues<S>> permits SqlQuery.Call, SqlUpdate.Call {

    private static final Object UNSET = new Object();

    final Connection connection;
    final SqlText text;
    private final @Nullable Object[] values;

    SqlValues(Connection connection, SqlText text) {
        this.connection = connection;
        this.text = text;
        this.values = new Object[text.names().size()];
        Arrays.fill(values, UNSET);
    }

    abstract S self();

    /**
     * Sets a parameter.
     *
     * @param value a text, number, boolean, {@code BigDecimal}, {@code Instant}, {@code LocalDate}, {@code UUID} or
     *     {@code byte[]}; an enum, which is stored by its JSON form; a record of one component, such as
     *     {@code TenantId}, which is stored as that component; an array or collection of these; or null
     * @throws IllegalArgumentException if the statement has no such parameter
     */
    public final S set(String name, @Nullable Object value) {
        values[text.indexOf(name)] = value;
        return self();
    }

    /** Sets a parameter that the statement casts to {@code jsonb} to the JSON of a value; null is SQL null. */
    public final S json(String name, @Nullable Object value) {
        return set(name, value == null ? null : SqlTypes.writeJson(value));
    }

    /**
     * Sets a parameter to an array that is passed to the driver without conversion, for batches of many rows.
     *
     * @param type of the elements, PostgreSQL's name
     * @param values elements as the driver takes them; null for SQL null
     */
    public final S array(String name, String type, @Nullable Object[] values) {
        return set(name, new SqlTypes.Elements(type, values));
    }

    /** Forgets the values, for the next row of a batch. */
    final void clear() {
        Arrays.fill(values, UNSET);
    }

    final void bind(PreparedStatement statement) throws SQLException {
        int[] uses = text.uses();
        int[] types = text.types();
        for (int i = 0; i < uses.length; i++) {
            Object value = values[uses[i]];
            if (value == UNSET) {
                throw new IllegalStateException(
                        "parameter :" + text.names().get(uses[i]) + " is not set in: " + text.original());
            }
            types[i] = SqlTypes.bind(statement, i + 1, value, types[i]);
        }
    }
}
