package io.trivium.deploy.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BracketTest {
    private static final String TABLE = "trivium/fin.decision";
    private static final String PARTITION = "fin.decision.v1-0";

    private static UUID id(long number) {
        return new UUID(0, number);
    }

    /** Rows by their keys, as pairs of key and value. */
    private static Map<String, TablePrints> rows(long... pairs) {
        Map<UUID, UUID> rows = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) rows.put(id(pairs[i]), id(pairs[i + 1]));
        return Map.of(TABLE, new TablePrints(List.of("id"), List.of("id", "value"), rows));
    }

    /** Records whose key is their value, as pairs of offset and value. */
    private static Map<String, PartitionPrints> records(boolean compacted, long... pairs) {
        TreeMap<Long, PartitionPrints.Print> records = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            records.put(pairs[i], new PartitionPrints.Print(id(pairs[i + 1]), id(pairs[i + 1]), id(pairs[i + 1])));
        }
        long end = records.isEmpty() ? 0 : records.lastKey() + 1;
        return Map.of(PARTITION, new PartitionPrints(compacted, end, records));
    }

    @Test
    void whatBothLooksSawIsThere() {
        Bracket bracket = Bracket.ofTables(rows(1, 10, 2, 20), rows(1, 10, 2, 20), rows(1, 10, 2, 20));
        assertEquals(new Bracket(2, 0, 0, List.of()), bracket);
    }

    @Test
    void aLostRowAChangedOneAndOneThatNobodyWroteAreFound() {
        Bracket bracket = Bracket.ofTables(rows(1, 10, 2, 20), rows(1, 10, 2, 20), rows(2, 21, 3, 30));
        assertEquals(List.of(TABLE + ": 1 lost, 1 changed, 1 made up"), bracket.violations());
    }

    @Test
    void aTableThatIsGoneIsFound() {
        Bracket bracket = Bracket.ofTables(rows(1, 10), rows(1, 10), Map.of());
        assertEquals(List.of(TABLE + ": 1 lost, 0 changed, 0 made up"), bracket.violations());
    }

    @Test
    void whatChangedBetweenTheLooksMayBeAsEitherSawIt() {
        Bracket bracket = Bracket.ofTables(rows(1, 10, 2, 20), rows(1, 11, 2, 21, 3, 30), rows(1, 10, 2, 21));
        assertEquals(new Bracket(0, 3, 0, List.of()), bracket);
        assertEquals(1, Bracket.ofTables(rows(1, 10), rows(1, 12), rows(1, 11)).twice());
    }

    @Test
    void aRowThatChangedBetweenTheLooksAndIsGoneIsFound() {
        Bracket bracket = Bracket.ofTables(rows(1, 10), rows(1, 12), rows());
        assertEquals(List.of(TABLE + ": 1 lost, 0 changed, 0 made up"), bracket.violations());
        assertEquals(0, bracket.twice());
    }

    @Test
    void aLostRecordIsFound() {
        Bracket bracket = Bracket.ofTopics(
                Map.of(PARTITION, 3L),
                Map.of(PARTITION, 4L),
                records(false, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5),
                records(false, 0, 1, 2, 3));
        assertEquals(List.of(PARTITION + ": 1 lost, 0 changed, 0 made up"), bracket.violations());
        assertEquals(2, bracket.same());
        assertEquals(1, bracket.meanwhile());
    }

    @Test
    void aRecordThatTheOriginalDoesNotHaveIsFound() {
        Bracket bracket = Bracket.ofTopics(
                Map.of(PARTITION, 1L), Map.of(PARTITION, 1L), records(false, 0, 1), records(false, 0, 9, 1, 2));
        assertEquals(List.of(PARTITION + ": 0 lost, 1 changed, 1 made up"), bracket.violations());
    }

    @Test
    void ofACompactedTopicARecordMayGoForALaterOneOfItsKey() {
        Bracket bracket = Bracket.ofTopics(
                Map.of(PARTITION, 3L), Map.of(PARTITION, 3L), records(true, 0, 7, 1, 8, 2, 7), records(true, 2, 7));
        assertEquals(List.of(PARTITION + ": 1 lost, 0 changed, 0 made up"), bracket.violations());
    }

    @Test
    void growthTellsWhatIsLostChangedAndNew() {
        assertEquals(
                List.of(new Change(TABLE, 1, 1, 1)),
                Growth.ofTables(rows(1, 10, 2, 20, 3, 30), rows(1, 10, 2, 21, 4, 40)));
        assertEquals(
                List.of(new Change(PARTITION, 1, 0, 1)),
                Growth.ofTopics(records(false, 0, 1, 1, 2), records(false, 0, 1, 2, 3)));
        assertEquals(List.of(), Growth.ofTopics(records(true, 0, 7, 1, 7), records(true, 1, 7)));
    }

    @Test
    void aColumnThatAMigrationDropsIsFound() {
        Map<String, TablePrints> after =
                Map.of(TABLE, new TablePrints(List.of("id"), List.of("id"), Map.of(id(1), id(10))));
        assertEquals(
                List.of(new Change(TABLE + " without its columns [value]", 1, 0, 0)),
                Growth.ofTables(rows(1, 10), after));
    }

    @Test
    void rowsThatMayChangeOrBeReplacedMayNotGo() {
        List<Allowance> kept = List.of(new Allowance("*.decision", Allowance.Rows.KEPT, "judged on"));
        assertTrue(Allowance.of(kept, new Change(TABLE, 0, 3, 5)).isPresent());
        assertFalse(Allowance.of(kept, new Change(TABLE, 1, 0, 5)).isPresent());
        List<Allowance> replaced = List.of(new Allowance("*.decision", Allowance.Rows.REPLACED, "made again"));
        assertTrue(Allowance.of(replaced, new Change(TABLE, 13, 0, 13)).isPresent());
        assertFalse(Allowance.of(replaced, new Change(TABLE, 14, 0, 13)).isPresent());
        assertFalse(Allowance.of(replaced, new Change(TABLE, 13, 1, 13)).isPresent());
    }

    @Test
    void anAllowanceOfNewRowsDoesNotAllowChanges() {
        List<Allowance> allowances =
                List.of(new Allowance("*.decision", Allowance.Rows.ADDED, "written at every start"));
        assertTrue(Allowance.of(allowances, new Change(TABLE, 0, 0, 5)).isPresent());
        assertFalse(Allowance.of(allowances, new Change(TABLE, 0, 1, 5)).isPresent());
        assertFalse(Allowance.of(allowances, new Change(PARTITION, 0, 0, 5)).isPresent());
    }

    @Test
    void anEventCalledSentThatNoTopicHasIsFound() {
        Map<String, PartitionPrints> topics = records(false, 0, 1);
        assertEquals(
                List.of(),
                new Contents(Map.of(), topics, Map.of("g/" + PARTITION, 1L), sent(1), Map.of()).contradictions());
        assertEquals(
                List.of("fin.decision.v1 lacks 2 events that the database calls sent"),
                new Contents(Map.of(), topics, Map.of(), sent(1, 1, 2), Map.of()).contradictions());
    }

    private static Map<String, List<UUID>> sent(long... events) {
        return Map.of(
                "fin.decision.v1",
                Arrays.stream(events).mapToObj(BracketTest::id).toList());
    }

    @Test
    void aGroupBeyondTheEndIsFound() {
        assertEquals(
                List.of("the group g/" + PARTITION + " is at 2, beyond the end at 1"),
                new Contents(Map.of(), records(false, 0, 1), Map.of("g/" + PARTITION, 2L), Map.of(), Map.of())
                        .contradictions());
    }

    @Test
    void aLostMarkAndAnEarlyOneAreFound() {
        Instant cut = Instant.parse("2026-11-28T02:00:00Z");
        List<Marks.Mark> marks = List.of(
                new Marks.Mark(0, cut.minusSeconds(3), cut.minusSeconds(2)),
                new Marks.Mark(1, cut.minusSeconds(1), cut.plusSeconds(1)),
                new Marks.Mark(2, cut.plusSeconds(2), cut.plusSeconds(3)));
        assertEquals(List.of(), Marks.violations(marks, Set.of(0L, 1L), cut, cut));
        assertEquals(List.of(), Marks.violations(marks, Set.of(0L), cut, cut));
        assertEquals(
                List.of(
                        "the row acknowledged at 2026-11-28T01:59:58Z is lost",
                        "the row begun at 2026-11-28T02:00:02Z is there already"),
                Marks.violations(marks, Set.of(2L), cut, cut));
    }
}
