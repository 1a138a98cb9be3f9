package io.trivium.core.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BiConsumer;

/** A statement that returns no rows, with named parameters ({@code :name}). Immutable, thread-safe. */
public final class SqlUpdate implements SqlStatement {

    private final SqlText text;

    private SqlUpdate(SqlText text) {
        this.text = text;
    }

    /**
     * Parses a statement, for a constant.
     *
     * @throws IllegalArgumentException for a positional parameter or an unterminated literal
     */
    public static SqlUpdate of(String statement) {
        return new SqlUpdate(SqlText.parse(statement));
    }

    /**
     * Runs a fixed text that cannot be a constant checked against the schema: DDL, a savepoint, or a statement on a
     * temporary table.
     *
     * @param statement without parameters; never composed of input
     * @return rows changed; 0 for DDL
     * @throws SqlFailure if PostgreSQL refuses it
     */
    public static int execute(Connection connection, String statement) {
        try (Statement direct = connection.createStatement()) {
            return direct.executeUpdate(statement);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    /** Starts a call in the connection's transaction. */
    public Call on(Connection connection) {
        return new Call(connection, text);
    }

    /**
     * Runs the statement once for each row, in one batch; does nothing without rows.
     *
     * @param binder sets every parameter for one row
     */
    public <T> void batch(Connection connection, Iterable<? extends T> rows, BiConsumer<Call, T> binder) {
        var iterator = rows.iterator();
        if (!iterator.hasNext()) return;
        Call call = new Call(connection, text);
        try (PreparedStatement statement = connection.prepareStatement(text.jdbc())) {
            while (iterator.hasNext()) {
                call.clear();
                binder.accept(call, iterator.next());
                call.bind(statement);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    @Override
    public String jdbc() {
        return text.jdbc();
    }

    @Override
    public String toString() {
        return text.original();
    }

    /** One execution of a statement. Not thread-safe. */
    public static final class Call extends SqlValues<Call> {

        Call(Connection connection, SqlText text) {
            super(connection, text);
        }

        @Override
        Call self() {
            return this;
        }

        /**
         * Runs the statement.
         *
         * @return rows changed
         * @throws SqlFailure if PostgreSQL refuses it
         */
        public int run() {
            try (PreparedStatement statement = connection.prepareStatement(text.jdbc())) {
                bind(statement);
                return statement.executeUpdate();
            } catch (SQLException e) {
                throw new SqlFailure(e);
            }
        }
    }
}
