package io.trivium.fin.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowTest {

    @Test
    void quotesWhatWouldEndAValue() {
        assertEquals(
                "a,\"b,c\",\"say \"\"x\"\"\",\"two\nlines\"\r\n", CsvRow.of("a", "b,c", "say \"x\"", "two\nlines"));
    }

    @Test
    void writesNumbersPlainAndNothingForNull() {
        assertEquals("1200,,-4,true,0.5\r\n", CsvRow.of(new BigDecimal("1.2E+3"), null, -4, true, 0.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx"})
    void aTextThatLooksLikeAFormulaIsNotComputed(String text) {
        assertEquals("'" + text + "\r\n", CsvRow.of(text));
    }

    @Test
    void aFormulaThatHasToBeQuotedIsStillNoFormula() {
        assertEquals("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n", CsvRow.of("=HYPERLINK(\"http://x\",\"y\")"));
        assertEquals("\"'\rx\"\r\n", CsvRow.of("\rx"));
    }
}
