package io.trivium.industrial.jdbc;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a statement one after the other. Not thread-safe. */
public final class Binder {
    private final PreparedStatement statement;
    private int at;

    private Binder(PreparedStatement statement) {
        this.statement = statement;
    }

    /** From the first parameter on. */
    public static Binder of(PreparedStatement statement) {
        return new Binder(statement);
    }

    public Binder text(@Nullable String value) throws SQLException {
        statement.setString(++at, value);
        return this;
    }

    public Binder id(@Nullable UUID value) throws SQLException {
        statement.setObject(++at, value, Types.OTHER);
        return this;
    }

    public Binder time(@Nullable Instant value) throws SQLException {
        if (value == null) statement.setNull(++at, Types.TIMESTAMP_WITH_TIMEZONE);
        else statement.setObject(++at, value.atOffset(ZoneOffset.UTC));
        return this;
    }

    public Binder number(@Nullable Double value) throws SQLException {
        statement.setObject(++at, value, Types.DOUBLE);
        return this;
    }

    public Binder money(@Nullable BigDecimal value) throws SQLException {
        statement.setBigDecimal(++at, value);
        return this;
    }

    public Binder whole(long value) throws SQLException {
        statement.setLong(++at, value);
        return this;
    }

    public Binder whole(@Nullable Integer value) throws SQLException {
        statement.setObject(++at, value, Types.INTEGER);
        return this;
    }

    public Binder flag(boolean value) throws SQLException {
        statement.setBoolean(++at, value);
        return this;
    }

    /** An array of a PostgreSQL type, such as {@code uuid}. */
    public Binder array(String type, Object... values) throws SQLException {
        statement.setArray(++at, statement.getConnection().createArrayOf(type, values));
        return this;
    }
}
