package io.trivium.med;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.SqlStatements;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tests that each SQL statement of the hospital service fits its schema, and each record its statement. */
class SqlStatementsTest {

    private static final TestDatabase DATABASE =
            TestSchema.migrated("med_statements", "classpath:db/core", "classpath:db/med");

    @Test
    void everyStatementFitsTheSchema() throws SQLException {
        assertTrue(SqlStatements.check(DATABASE, MedErrorCode.class) >= 80);
    }
}
