package io.trivium.fin.token;

import io.quarkus.logging.LoggingFilter;
import io.trivium.fin.authorization.CardMask;
import io.trivium.fin.authorization.CardNumbers;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Covers card numbers in lines of the log, whoever writes them: a library's warning, or an access log that an operator
 * turned on. It lets every line through. An exception whose text holds a card number is left out of its line.
 */
@LoggingFilter(name = "card-numbers")
public final class CardNumberLogFilter implements Filter {

    private static final PatternFormatter TEXT = new PatternFormatter("%s");

    @Override
    public boolean isLoggable(LogRecord line) {
        String text = line instanceof ExtLogRecord extended ? TEXT.format(extended) : line.getMessage();
        if (text != null && CardNumbers.standsInAddress(text)) {
            replace(line, CardMask.address(text));
        }
        for (Throwable cause = line.getThrown(); cause != null; cause = cause.getCause()) {
            if (CardNumbers.standsInAddress(cause.toString())) {
                line.setThrown(null);
                break;
            }
        }
        return true;
    }

    private static void replace(LogRecord line, String text) {
        line.setParameters(null);
        if (line instanceof ExtLogRecord extended) {
            extended.setMessage(text, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            line.setMessage(text);
        }
    }
}
