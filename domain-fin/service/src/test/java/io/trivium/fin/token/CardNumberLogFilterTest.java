package io.trivium.fin.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardNumberLogFilterTest {

    private static final PatternFormatter TEXT = new PatternFormatter("%s");

    private static ExtLogRecord line(String message, Object... parameters) {
        ExtLogRecord line = new ExtLogRecord(Level.INFO, message, ExtLogRecord.FormatStyle.PRINTF, "test");
        line.setParameters(parameters);
        assertTrue(new CardNumberLogFilter().isLoggable(line));
        return line;
    }

    @Test
    void coversACardNumberThatCameAsAParameter() {
        assertEquals(
                "\"GET /v1/decisions?pan=****************\" 400",
                TEXT.format(line("\"GET %s\" %d", "/v1/decisions?pan=4111111111111111", 400)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/decisions/4111%201111%201111%201111,GET /v1/decisions/****%20****%20****%20****",
        "/a?b=5500+0055+5555+5559,/a?b=****+****+****+****",
        "GET /v1/decisions/x4111111111111111,GET /v1/decisions/x****************",
        "decision 4111-1111-1111-1111 lost,decision ****-****-****-**** lost",
    })
    void coversOneInGroups(String text, String logged) {
        assertEquals(logged, TEXT.format(line("%s", text)));
    }

    @Test
    void leavesOtherLinesAsTheyAre() {
        ExtLogRecord line =
                line("%d of %d rows, offset %s, trace %s", 5, 7, "1764122115000", "4bf92f3577b34da6a3ce929d0e0e4736");
        assertEquals("%d of %d rows, offset %s, trace %s", line.getMessage());
    }

    @Test
    void leavesOutAnExceptionThatHoldsACardNumber() {
        LogRecord bad = new LogRecord(Level.WARN, "refused");
        bad.setThrown(new IllegalStateException(new IllegalArgumentException("no such id: 4111111111111111")));
        assertTrue(new CardNumberLogFilter().isLoggable(bad));
        assertNull(bad.getThrown());
        LogRecord good = new LogRecord(Level.WARN, "refused");
        good.setThrown(new IllegalStateException("no such id: 17"));
        assertTrue(new CardNumberLogFilter().isLoggable(good));
        assertNotNull(good.getThrown());
    }
}
