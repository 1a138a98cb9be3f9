package io.trivium.core.observability;

import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jspecify.annotations.Nullable;

/** Reads and replaces the text of a line on its way to the log. Thread-safe. */
public final class LogLines {

    private static final PatternFormatter TEXT = new PatternFormatter("%s");

    private LogLines() {}

    /** The text of a line with its parameters, without its exception. */
    public static @Nullable String text(LogRecord line) {
        return line instanceof ExtLogRecord extended ? TEXT.format(extended) : line.getMessage();
    }

    /** Replaces the text of a line; the new text is logged literally, without formatting. */
    public static void replace(LogRecord line, String text) {
        line.setParameters(null);
        if (line instanceof ExtLogRecord extended) extended.setMessage(text, ExtLogRecord.FormatStyle.NO_FORMAT);
        else line.setMessage(text);
    }
}
