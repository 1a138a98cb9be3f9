package io.trivium.core.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A statement that returns rows, with named parameters ({@code :name}). Each row becomes a record: the component
 * {@code lastAlertAt} takes the column {@code last_alert_at}. A row of one value may be that value instead
 * ({@code Long}, {@code String}, {@code Instant} …). A component that is a record of several components takes the
 * columns of these, unless a JSON column has its name. Immutable, thread-safe.
 *
 * @param <T> a row
 */
public final class SqlQuery<T> implements SqlStatement {

    private final SqlText text;
    private final SqlRow<T> row;

    private SqlQuery(SqlText text, SqlRow<T> row) {
        this.text = text;
        this.row = row;
    }

    /**
     * Parses a statement, for a constant.
     *
     * @param row a record, or the type of the only column
     * @throws IllegalArgumentException for a positional parameter or an unterminated literal
     */
    public static <T> SqlQuery<T> of(Class<T> row, String statement) {
        return new SqlQuery<>(SqlText.parse(statement), new SqlRow<>(row));
    }

    /** Starts a call in the connection's transaction. */
    public Call<T> on(Connection connection) {
        return new Call<>(connection, this);
    }

    @Override
    public String jdbc() {
        return text.jdbc();
    }

    /**
     * Checks that the statement's columns fit the row's type.
     *
     * @throws IllegalStateException if a component has no column, or one that cannot be read as its type
     */
    public void check(ResultSetMetaData columns) throws SQLException {
        row.resolve(columns, text.original());
    }

    @Override
    public String toString() {
        return text.original();
    }

    /**
     * One execution of a query. Not thread-safe.
     *
     * @param <T> a row
     */
    public static final class Call<T> extends SqlValues<Call<T>> {

        private final SqlRow<T> row;
        private int fetchSize;

        Call(Connection connection, SqlQuery<T> query) {
            super(connection, query.text);
            this.row = query.row;
        }

        @Override
        Call<T> self() {
            return this;
        }

        /** Sets how many rows the driver holds at a time, for results of many thousands; the default is all. */
        public Call<T> fetchSize(int rows) {
            fetchSize = rows;
            return this;
        }

        /**
         * Reads all rows into memory; the statement has to bound them.
         *
         * @throws SqlFailure if PostgreSQL refuses the statement
         */
        public List<T> list() {
            List<T> rows = new ArrayList<>();
            each(rows::add);
            return rows;
        }

        /** Reads the first row. */
        public Optional<T> first() {
            List<T> rows = list();
            return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
        }

        /**
         * Reads the only row.
         *
         * @throws IllegalStateException if there is none or more than one
         */
        public T one() {
            List<T> rows = list();
            if (rows.size() != 1) {
                throw new IllegalStateException(rows.size() + " rows, not one, of: " + text.original());
            }
            return rows.getFirst();
        }

        /** Passes on each row as it is read. */
        public void each(Consumer<? super T> consumer) {
            try (PreparedStatement statement = connection.prepareStatement(text.jdbc())) {
                bind(statement);
                statement.setFetchSize(fetchSize);
                try (ResultSet result = statement.executeQuery()) {
                    SqlTypes.Reader reader = row.reader(result.getMetaData(), text.original());
                    while (result.next()) consumer.accept(row.read(reader, result));
                }
            } catch (SQLException e) {
                throw new SqlFailure(e);
            }
        }
    }
}
