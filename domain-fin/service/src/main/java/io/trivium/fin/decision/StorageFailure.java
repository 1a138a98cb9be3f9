package io.trivium.fin.decision;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Which failures of PostgreSQL pass by themselves, and which are about the row. */
public final class StorageFailure {

    private StorageFailure() {}

    /** False only for SQLSTATE classes 22 (data exception) and 23 (constraint): the row itself is refused. */
    public static boolean isTransient(Throwable failure) {
        String state = sqlState(failure);
        return state == null || !(state.startsWith("22") || state.startsWith("23"));
    }

    private static @Nullable String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return null;
    }
}
