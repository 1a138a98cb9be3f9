package io.trivium.fin.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.fin.evaluation.DelayedLabelSplit.Part;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedAuthorization;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class DelayedLabelSplitTest {
    private final DelayedLabelSplit split = new DelayedLabelSplit(
            DayRange.parse("2018-07-25..2018-07-31"), DayRange.parse("2018-08-08..2018-08-14"), 7);

    @Test
    void cardsAreLeftOutFromTheDayOnWhichTheirFraudIsKnown() {
        assertEquals(Part.NEITHER, split.assign(row("2018-07-24", "early", true)));
        assertEquals(Part.TRAIN, split.assign(row("2018-07-31", "trained", true)));
        assertEquals(Part.NEITHER, split.assign(row("2018-08-01", "first", true)));
        assertEquals(Part.NEITHER, split.assign(row("2018-08-02", "second", true)));

        assertEquals(Part.TEST, split.assign(row("2018-08-08", "early", false)));
        assertEquals(Part.KNOWN_CARD, split.assign(row("2018-08-08", "trained", false)));
        assertEquals(Part.TEST, split.assign(row("2018-08-08", "first", true)));
        assertEquals(Part.KNOWN_CARD, split.assign(row("2018-08-09", "first", false)));
        assertEquals(Part.TEST, split.assign(row("2018-08-09", "second", false)));
        assertEquals(Part.KNOWN_CARD, split.assign(row("2018-08-10", "second", false)));
        assertEquals(Part.NEITHER, split.assign(row("2018-08-15", "second", false)));
    }

    @Test
    void testDaysBeforeTheLabelsAreCompleteAreRefused() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new DelayedLabelSplit(
                        DayRange.parse("2018-07-25..2018-07-31"), DayRange.parse("2018-08-07..2018-08-14"), 7));
        assertEquals(
                "labels of the training days 2018-07-25..2018-07-31 are complete 7 days later, so the test days can start"
                        + " on 2018-08-08 at the earliest, not on 2018-08-07",
                refusal.getMessage());
    }

    @Test
    void aFoldTrainsOnTheWeekWhoseLabelsAreCompleteWhenItsTestWeekStarts() {
        DelayedLabelSplit fold = DelayedLabelSplit.fold(LocalDate.parse("2018-08-08"));
        assertEquals(split.train(), fold.train());
        assertEquals(split.test(), fold.test());
    }

    @Test
    void aSplitInTimeAloneKeepsKnownCards() {
        DelayedLabelSplit inTime = DelayedLabelSplit.withKnownCards(split.train(), split.test(), 7);
        assertEquals(Part.TRAIN, inTime.assign(row("2018-07-31", "trained", true)));
        assertEquals(Part.TEST, inTime.assign(row("2018-08-08", "trained", false)));
    }

    @Test
    void withoutTrainingTheSameCardsAreKnown() {
        assertEquals(
                DayRange.parse("2018-07-25..2018-07-31"),
                DelayedLabelSplit.withoutTraining(DayRange.parse("2018-08-08..2018-08-14"), 7)
                        .train());
    }

    private static RecordedAuthorization row(String day, String card, boolean fraud) {
        return new RecordedAuthorization(
                1, Instant.parse(day + "T12:00:00Z"), card, "t", BigDecimal.TEN, fraud, fraud ? 2 : 0, null, null);
    }
}
