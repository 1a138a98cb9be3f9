package io.trivium.deploy.size;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    /** Rows are counted where PostgreSQL counts them, which is the partition. */
    @Test
    void countsThePartitionsOfTheLogsAndNothingElse() {
        for (String table : List.of("decision_2026w48", "decision_default")) {
            assertTrue(table.matches(Workload.AUTHORIZATION.tables()), table);
        }
        for (String table : List.of("decision", "decision_unpartitioned", "decision_note")) {
            assertFalse(table.matches(Workload.AUTHORIZATION.tables()), table);
        }
        assertTrue("reading_20261129".matches(Workload.READING.tables()));
        for (String table : List.of("reading", "reading_1s", "reading_1m_202611")) {
            assertFalse(table.matches(Workload.READING.tables()), table);
        }
    }
}
