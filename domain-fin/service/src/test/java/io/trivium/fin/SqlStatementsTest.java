package io.trivium.fin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.SqlStatements;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tests that each SQL statement of the payments service fits its schema, and each record its statement. */
class SqlStatementsTest {

    private static final TestDatabase DATABASE =
            TestSchema.migrated("fin_statements", "classpath:db/core", "classpath:db/fin");

    @Test
    void everyStatementFitsTheSchema() throws SQLException {
        assertTrue(SqlStatements.check(DATABASE, FinErrorCode.class) >= 100);
    }
}
