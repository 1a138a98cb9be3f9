package io.trivium.runtime.learning.store;

import io.trivium.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What the planner knows of the tables; PostgreSQL itself looks only a minute after they were filled. */
public final class LearningStatistics {
    private LearningStatistics() {}

    /** Looks now, so that tables that were just filled are not taken for empty ones. */
    public static void renew() throws SQLException {
        try (Connection connection = TestDatabase.schema("runtime").connectAsSuperuser();
                Statement statement = connection.createStatement()) {
            statement.execute("analyze learning_example, learning_label, learning_manifest_entry");
        }
    }
}
