package io.trivium.core.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

class RepeatedTraceFilterTest {

    private Instant now = Instant.parse("2026-11-29T03:00:00.123Z");
    private final RepeatedTraceFilter filter = new RepeatedTraceFilter(() -> now);

    private ExtLogRecord logged(String logger, String task, Throwable thrown) {
        ExtLogRecord line = new ExtLogRecord(Level.ERROR, "%s failed", ExtLogRecord.FormatStyle.PRINTF, "test");
        line.setLoggerName(logger);
        line.setParameters(new Object[] {task});
        line.setThrown(thrown);
        assertTrue(filter.isLoggable(line));
        return line;
    }

    private static Throwable away(String message) {
        return new IllegalStateException("no connection", new ConnectException(message));
    }

    @Test
    void theSecondOfAFailureIsALine() {
        List<ExtLogRecord> lines = Stream.of("purge", "watch")
                .map(task -> logged("tasks", task, away("Connection refused")))
                .toList();
        assertNotNull(lines.getFirst().getThrown());
        assertEquals("purge failed", LogLines.text(lines.getFirst()));
        assertNull(lines.getLast().getThrown());
        assertEquals(
                "watch failed: java.lang.IllegalStateException: no connection, caused by java.net.ConnectException:"
                        + " Connection refused (its stack trace was logged at 2026-11-29T03:00:00Z)",
                LogLines.text(lines.getLast()));
    }

    /** Console and file share the filter. */
    @Test
    void everyHandlerOfALineHasItsTrace() {
        ExtLogRecord line = logged("tasks", "purge", away("refused"));
        assertTrue(filter.isLoggable(line));
        assertNotNull(line.getThrown());
        assertEquals("purge failed", LogLines.text(line));
    }

    @Test
    void aTraceComesAgainAfterTenMinutes() {
        for (int tenth = 0; tenth < 3; tenth++) {
            assertNotNull(logged("tasks", "purge", away("refused")).getThrown());
            now = now.plus(RepeatedTraceFilter.ONCE_IN);
        }
    }

    @Test
    void otherLoggersOtherExceptionsAndOtherPlacesHaveTracesOfTheirOwn() {
        assertNotNull(logged("tasks", "purge", away("refused")).getThrown());
        assertNotNull(logged("tasks", "purge", away("refused")).getThrown(), "made on another line");
        for (String logger : new String[] {"one", "two"}) {
            assertNotNull(logged(logger, "purge", away("refused")).getThrown());
        }
        for (boolean known : new boolean[] {false, true}) {
            Throwable cause = known ? new ConnectException("refused") : new IllegalArgumentException("refused");
            assertNotNull(logged("tasks", "purge", cause).getThrown());
        }
    }

    @Test
    void oneTextForOneExceptionAndNoLineBreaks() {
        for (boolean again : new boolean[] {false, true}) {
            ExtLogRecord line = logged("tasks", "purge", new IllegalStateException("no rows\n  here"));
            assertEquals(
                    again
                            ? "purge failed: java.lang.IllegalStateException: no rows here (its stack trace was logged"
                                    + " at 2026-11-29T03:00:00Z)"
                            : "purge failed",
                    LogLines.text(line));
        }
    }

    @Test
    void aClockSetBackDoesNotHideTraces() {
        for (int i = 0; i < 2; i++) {
            assertNotNull(logged("tasks", "purge", away("refused")).getThrown());
            now = now.minus(Duration.ofDays(1));
        }
    }

    @Test
    void aLineWithoutAFailureStaysAsItIs() {
        for (int i = 0; i < 2; i++) {
            ExtLogRecord line = new ExtLogRecord(Level.INFO, "ready", "test");
            assertTrue(filter.isLoggable(line));
            assertEquals("ready", LogLines.text(line));
        }
    }
}
