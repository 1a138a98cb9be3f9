package io.trivium.fin.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.fin.evaluation.CardPrecision.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardPrecisionTest {

    @Test
    void aCardCountsByItsHighestScoreAndByAnyFraudOfTheDay() {
        List<Row> rows =
                List.of(new Row(1, "a", true, 0.1f), new Row(1, "a", false, 0.9f), new Row(1, "b", false, 0.5f));
        assertEquals(1.0, CardPrecision.at(1, rows));
        assertEquals(0.5, CardPrecision.at(2, rows));
    }

    @Test
    void calledCardsLeaveTheFollowingDays() {
        List<Row> rows = List.of(
                new Row(1, "a", true, 0.9f),
                new Row(1, "b", false, 0.5f),
                new Row(2, "a", true, 0.9f),
                new Row(2, "b", true, 0.5f));
        assertEquals(1.0, CardPrecision.at(1, rows), "a on day 1, then b because a was called");
    }

    @Test
    void aCardCalledInVainStays() {
        List<Row> rows = List.of(new Row(1, "a", false, 0.9f), new Row(2, "a", true, 0.9f));
        assertEquals(0.5, CardPrecision.at(1, rows));
    }

    @Test
    void theCeilingIsWhatAPerfectScorerReaches() {
        List<Row> rows = List.of(new Row(1, "a", true, 0.1f), new Row(1, "b", false, 0.9f));
        assertEquals(0.01, CardPrecision.ceiling(100, rows));
        assertThrows(IllegalArgumentException.class, () -> CardPrecision.at(100, List.of()));
    }
}
