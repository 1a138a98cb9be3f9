package io.trivium.core.sql;

import java.sql.SQLException;

/** A {@link SQLException} on its way through code that cannot declare it. */
public class SqlFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SqlFailure(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /** The five-character SQLSTATE, or {@code 58000} (system error) when the driver gave none. */
    public String sqlState() {
        return getCause() instanceof SQLException e && e.getSQLState() != null ? e.getSQLState() : "58000";
    }

    /**
     * Whether a failure is about the row itself, SQLSTATE classes 22 (data exception) and 23 (constraint violation), so that a
     * later attempt fails, too. Looks for the first {@link SQLException} among the causes.
     */
    public static boolean isAboutTheRow(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state != null && (state.startsWith("22") || state.startsWith("23"));
            }
        }
        return false;
    }
}
