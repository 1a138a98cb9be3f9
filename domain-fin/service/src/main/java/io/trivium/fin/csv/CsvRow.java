package io.trivium.fin.csv;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in
 * front, which spreadsheets show as nothing and which keeps the text from being computed. No I/O.
 */
public final class CsvRow {

    /** Rows of one file at most. */
    public static final int MAX_ROWS = 10_000;

    public static final String MEDIA_TYPE = "text/csv;charset=UTF-8";

    private static final String STARTS_FORMULA = "=+-@\t\r";

    private CsvRow() {}

    /** The line with its end; null is an empty value. */
    public static String of(@Nullable Object... values) {
        return Arrays.stream(values).map(CsvRow::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(@Nullable Object value) {
        if (value == null) return "";
        if (value instanceof BigDecimal number) return number.toPlainString();
        if (value instanceof Number || value instanceof Boolean) return value.toString();
        String text = value.toString();
        if (!text.isEmpty() && STARTS_FORMULA.indexOf(text.charAt(0)) >= 0) text = "'" + text;
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
