package io.trivium.industrial.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.SqlStatements;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tests that each SQL statement of the factory's benches fits the schema of the service. */
class SqlStatementsTest {

    private static final TestDatabase DATABASE =
            TestSchema.migrated("industrial_benches", "classpath:db/core", "classpath:db/industrial");

    @Test
    void everyStatementFitsTheSchema() throws SQLException {
        assertTrue(SqlStatements.check(DATABASE, Readings.class) >= 10);
    }
}
