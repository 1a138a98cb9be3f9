package io.trivium.core.tenancy;

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
}
