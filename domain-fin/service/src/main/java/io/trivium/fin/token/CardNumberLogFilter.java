package io.trivium.fin.token;

import io.quarkus.logging.LoggingFilter;
import io.trivium.core.observability.LogLines;
import io.trivium.core.observability.RepeatedTraceFilter;
import io.trivium.fin.authorization.CardMask;
import io.trivium.fin.authorization.CardNumbers;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Masks card numbers in lines of the log, whatever their source: a library's warning, or an access log that an operator
 * enabled. It passes every line on. An exception whose text holds a card number is left out of its line, and a stack
 * trace that is logged already, as {@link RepeatedTraceFilter} does.
 */
@LoggingFilter(name = "card-numbers")
public final class CardNumberLogFilter implements Filter {

    private final RepeatedTraceFilter traces = new RepeatedTraceFilter();

    @Override
    public boolean isLoggable(LogRecord line) {
        String text = LogLines.text(line);
        String masked = text == null ? null : CardMask.address(text);
        if (masked != null && !masked.equals(text)) LogLines.replace(line, masked);
        for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
            if (CardNumbers.isInAddress(cause.toString())) {
                line.setThrown(null);
                break;
            }
        }
        return traces.isLoggable(line);
    }
}
