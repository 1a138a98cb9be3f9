package io.trivium.core.sql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.testing.SqlStatements;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tests that each SQL statement of the platform's own features fits their schema, and each record its statement. */
class SqlStatementsTest {

    private static final TestDatabase DATABASE = TestSchema.migrated("core_statements", "classpath:db/core");

    @Test
    void everyStatementFitsTheSchema() throws SQLException {
        assertTrue(SqlStatements.check(DATABASE, TenantTransactions.class) >= 50);
    }
}
