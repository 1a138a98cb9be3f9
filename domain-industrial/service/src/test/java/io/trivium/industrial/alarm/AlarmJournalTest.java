package io.trivium.industrial.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AlarmJournalTest {

    @Test
    void quotesWhatNeedsItAndLeavesNumbersAlone() {
        assertEquals("", AlarmJournal.field(null));
        assertEquals("P-101", AlarmJournal.field("P-101"));
        assertEquals("-4.5", AlarmJournal.field("-4.5"));
        assertEquals("\"a, \"\"b\"\"\nc\"", AlarmJournal.field("a, \"b\"\nc"));
    }

    @Test
    void whatASpreadsheetWouldTakeForAFormulaIsText() {
        assertEquals("'=1+1", AlarmJournal.field("=1+1"));
        assertEquals("\"'@SUM(A1,A2)\"", AlarmJournal.field("@SUM(A1,A2)"));
        assertEquals("'-2+3", AlarmJournal.field("-2+3"));
    }
}
