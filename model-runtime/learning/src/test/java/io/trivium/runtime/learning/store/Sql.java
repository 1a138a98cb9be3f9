package io.trivium.runtime.learning.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Parameters of a test's statements, with times as instants. */
public final class Sql {
    private Sql() {}

    /** Sets all parameters, in order. */
    public static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
    }

    /** Sets all parameters and makes the change; the number of rows. */
    public static int update(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        bind(statement, values);
        return statement.executeUpdate();
    }
}
