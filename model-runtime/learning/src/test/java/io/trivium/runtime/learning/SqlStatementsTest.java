package io.trivium.runtime.learning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.SqlStatements;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import io.trivium.runtime.learning.store.StoreLock;
import io.trivium.runtime.registry.store.PackTrust;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Tests that each SQL statement of the model runtime fits its schema, and each record its statement. */
class SqlStatementsTest {

    private static final TestDatabase DATABASE =
            TestSchema.migrated("runtime_statements", "classpath:db/core", "classpath:db/runtime");

    @Test
    void everyStatementFitsTheSchema() throws SQLException {
        assertTrue(SqlStatements.check(DATABASE, StoreLock.class) >= 100);
        assertTrue(SqlStatements.check(DATABASE, PackTrust.class) >= 20);
    }
}
