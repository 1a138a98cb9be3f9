package io.trivium.med.processing;

import io.trivium.core.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads from the database under test. */
final class TestRows {

    private TestRows() {}

    /** The first column of the first row. */
    static String text(String sql) throws SQLException {
        try (Connection connection = TestDatabase.schema("med").connectAsSuperuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
