package io.trivium.industrial.jdbc;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the columns of the present row one after the other. Not thread-safe. */
public final class Columns {
    private final ResultSet row;
    private int at;

    private Columns(ResultSet row) {
        this.row = row;
    }

    /** From the first column of the row on. */
    public static Columns of(ResultSet row) {
        return new Columns(row);
    }

    public String text() throws SQLException {
        return row.getString(++at);
    }

    public @Nullable String textOrNull() throws SQLException {
        return row.getString(++at);
    }

    /** An array of texts. */
    public List<String> texts() throws SQLException {
        return List.of((String[]) row.getArray(++at).getArray());
    }

    /** An array of numbers; empty for null. */
    public List<Double> numbers() throws SQLException {
        Array array = row.getArray(++at);
        return array == null ? List.of() : List.of((Double[]) array.getArray());
    }

    public UUID id() throws SQLException {
        return row.getObject(++at, UUID.class);
    }

    public @Nullable UUID idOrNull() throws SQLException {
        return row.getObject(++at, UUID.class);
    }

    public Instant time() throws SQLException {
        return row.getObject(++at, OffsetDateTime.class).toInstant();
    }

    public @Nullable Instant timeOrNull() throws SQLException {
        OffsetDateTime time = row.getObject(++at, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    public double number() throws SQLException {
        return row.getDouble(++at);
    }

    public @Nullable Double numberOrNull() throws SQLException {
        double value = row.getDouble(++at);
        return row.wasNull() ? null : value;
    }

    public BigDecimal money() throws SQLException {
        return row.getBigDecimal(++at);
    }

    public @Nullable BigDecimal moneyOrNull() throws SQLException {
        return row.getBigDecimal(++at);
    }

    public int whole() throws SQLException {
        return row.getInt(++at);
    }

    public long large() throws SQLException {
        return row.getLong(++at);
    }

    public @Nullable Integer wholeOrNull() throws SQLException {
        int value = row.getInt(++at);
        return row.wasNull() ? null : value;
    }

    public boolean flag() throws SQLException {
        return row.getBoolean(++at);
    }
}
