package io.trivium.fin.casework;

import static io.trivium.fin.casework.Desk.DEMO;
import static io.trivium.fin.casework.Desk.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import io.trivium.core.testing.TestSchema;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.QueueView;
import io.trivium.fin.decision.Outcome;
import io.trivium.fin.rule.engine.RuleAction;
import io.trivium.fin.rule.engine.RuleHit;
import io.trivium.fin.rule.engine.Severity;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Alerts, cases and queues on a real PostgreSQL, as the role the service works with. */
class AlertStoreTest {

    private static final List<String> QUEUES = List.of("urgent", "general");
    private static final TestDatabase DATABASE =
            TestSchema.migrated("fin_casework", "classpath:db/core", "classpath:db/fin");

    private final AlertStore store = Desk.store(NOON);
    private final CaseRepository cases = Desk.repository();

    private List<CaseSummaryView> open(Connection connection, String customer) throws SQLException {
        var all = new CaseRepository.Filter(QUEUES, false, null, null, false, null);
        return cases.list(connection, DEMO, all, 200, NOON).stream()
                .filter(found -> found.customer().equals(customer))
                .toList();
    }

    private int add(Connection connection, List<Alert> alerts) throws SQLException {
        int added = store.add(connection, DEMO, alerts);
        connection.commit();
        return added;
    }

    @Test
    void everyTableIsTheTenantsAlone() throws SQLException {
        RowLevelSecurity.assertIsolated(DATABASE);
    }

    @Test
    void anAlertOpensACaseAndTheNextOfTheCustomerJoinsIt() throws SQLException {
        try (Connection connection = Desk.open(DATABASE, DEMO)) {
            assertEquals(1, add(connection, List.of(Desk.alert("join-1", "tok_join", "T-1", 0.6, "50"))));
            CaseSummaryView first = open(connection, "tok_join").getFirst();
            assertEquals(CasePriority.LOW, first.priority());
            assertEquals("general", first.queue());
            assertEquals(NOON.plus(Duration.ofHours(24)), first.dueAt());
            assertEquals(CaseState.NEW, first.state());
            assertEquals("card", first.customerKind());

            assertEquals(
                    2,
                    add(
                            connection,
                            List.of(
                                    Desk.alert("join-2", "tok_join", "T-2", 0.97, "950.5"),
                                    Desk.alert("join-3", "tok_join", "T-1", null, "10"))));
            List<CaseSummaryView> both = open(connection, "tok_join");
            assertEquals(1, both.size());
            CaseSummaryView joined = both.getFirst();
            assertEquals(first.caseNumber(), joined.caseNumber());
            assertEquals(3, joined.alertCount());
            assertEquals(0.97, joined.maxScore());
            assertEquals(Map.of("EUR", new BigDecimal("1010.5")), joined.amounts());
            assertEquals(CasePriority.CRITICAL, joined.priority());
            assertEquals("urgent", joined.queue());
            assertEquals(NOON.plus(Duration.ofMinutes(15)), joined.dueAt());
            assertEquals(first.version() + 1, joined.version());
        }
    }

    @Test
    void aReplayedPaymentOpensItsCaseWhenItHappened() throws SQLException {
        Instant weeksAgo = NOON.minus(Duration.ofDays(16));
        Instant dayAfter = weeksAgo.plus(Duration.ofDays(1));
        try (Connection connection = Desk.open(DATABASE, DEMO)) {
            add(connection, List.of(Desk.alert("past-1", "tok_past", "T-1", 0.6, "50", weeksAgo)));
            add(connection, List.of(Desk.alert("past-2", "tok_past", "T-1", 0.6, "50", dayAfter)));
            add(connection, List.of(Desk.alert("past-3", "tok_past", "T-1", 0.6, "50", weeksAgo.minusSeconds(9))));
            CaseSummaryView replayed = open(connection, "tok_past").getFirst();
            assertEquals(3, replayed.alertCount());
            assertEquals(weeksAgo, replayed.openedAt());
            assertEquals(dayAfter, replayed.lastAlertAt());
            assertEquals(
                    weeksAgo.minusSeconds(9).plus(Duration.ofHours(4)), replayed.dueAt(), "medium by the third alert");
            assertTrue(replayed.overdue());

            add(connection, List.of(Desk.alert("ahead-1", "tok_ahead", "T-1", 0.6, "50", NOON.plusSeconds(240))));
            assertEquals(NOON, open(connection, "tok_ahead").getFirst().openedAt(), "a clock that is ahead");
        }
    }

    @Test
    void anyOrderAndAnyRepetitionOfDecisionsEndsInTheSameCases() throws SQLException {
        for (long seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            List<Alert> alerts = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String id = "any-" + seed + "-" + i;
                alerts.add(Desk.alert(id, "tok_any_" + seed + "_" + i % 3, "T-" + i, 0.6, "100"));
                if (random.nextBoolean()) alerts.add(alerts.getLast());
            }
            Collections.shuffle(alerts, random);
            int added = 0;
            try (Connection connection = Desk.open(DATABASE, DEMO)) {
                int cut = random.nextInt(alerts.size());
                added += add(connection, alerts.subList(0, cut));
                added += add(connection, alerts.subList(cut, alerts.size()));
                assertEquals(0, add(connection, alerts));
                assertEquals(12, added, "seed " + seed);
                for (int customer = 0; customer < 3; customer++) {
                    List<CaseSummaryView> own = open(connection, "tok_any_" + seed + "_" + customer);
                    assertEquals(1, own.size(), "seed " + seed);
                    assertEquals(4, own.getFirst().alertCount(), "seed " + seed);
                }
            }
        }
    }

    @Test
    void twoConsumersNeverOpenTwoCasesOfOneCustomer() throws Exception {
        inParallel(8, worker -> {
            try (Connection connection = Desk.open(DATABASE, DEMO)) {
                for (int i = 0; i < 10; i++) {
                    add(connection, List.of(Desk.alert("race-" + worker + "-" + i, "tok_race", "T-9", 0.6, "1")));
                }
            }
            return List.of();
        });
        try (Connection connection = Desk.open(DATABASE, DEMO)) {
            List<CaseSummaryView> own = open(connection, "tok_race");
            assertEquals(1, own.size());
            assertEquals(80, own.getFirst().alertCount());
        }
    }

    @Test
    void nextGivesEachCaseToOnePersonTheMostUrgentFirst() throws Exception {
        TestDatabase own = TestSchema.migrated("fin_contention", "classpath:db/core", "classpath:db/fin");
        int waiting = 40;
        try (Connection connection = Desk.open(own, DEMO)) {
            List<Alert> alerts = new ArrayList<>();
            for (int i = 0; i < waiting; i++) {
                alerts.add(Desk.alert(
                        "next-" + i, "tok_next_" + i, "T-3", i % 2 == 0 ? 0.6 : 0.99, i % 2 == 0 ? "1" : "2000"));
            }
            store.add(connection, DEMO, alerts);
            connection.commit();
        }
        List<Long> taken = inParallel(8, worker -> {
            List<Long> mine = new ArrayList<>();
            try (Connection connection = Desk.open(own, DEMO)) {
                List<CasePriority> order = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    Long number = cases.takeNext(
                                    connection, DEMO, QUEUES, List.of(), "user-" + worker, NOON, NOON.plusSeconds(300))
                            .orElseThrow();
                    connection.commit();
                    mine.add(number);
                    CaseSummaryView view =
                            cases.find(connection, DEMO, number, false, NOON).orElseThrow();
                    assertEquals("user-" + worker, view.assignee());
                    assertEquals("user-" + worker, view.lockHolder());
                    assertEquals(CaseState.IN_PROGRESS, view.state());
                    order.add(view.priority());
                }
                List<CasePriority> sorted = new ArrayList<>(order);
                Collections.sort(sorted);
                assertEquals(sorted, order, "urgent ones first");
            }
            return mine;
        });
        assertEquals(waiting, taken.size());
        assertEquals(waiting, Set.copyOf(taken).size(), "no case was assigned twice");
        try (Connection connection = Desk.open(own, DEMO)) {
            assertTrue(cases.takeNext(connection, DEMO, QUEUES, List.of(), "late", NOON, NOON.plusSeconds(1))
                    .isEmpty());
            Instant later = NOON.plusSeconds(301);
            assertTrue(
                    cases.takeNext(connection, DEMO, QUEUES, List.of(), "late", later, later.plusSeconds(1))
                            .isEmpty(),
                    "a case in work is not reassigned when its page is closed");
            assertTrue(cases.takeNext(connection, DEMO, QUEUES, List.of(), "user-3", later, later.plusSeconds(1))
                    .isPresent());
        }
    }

    @Test
    void aFullQueueGivesBackWhatIsHeldAndNothingNew() throws SQLException {
        TestDatabase own = TestSchema.migrated("fin_full", "classpath:db/core", "classpath:db/fin");
        try (Connection connection = Desk.open(own, DEMO)) {
            for (int i = 0; i < 2; i++) {
                Alert alert = Desk.alert("full-" + i, "tok_full_" + i, "T-4", 0.55, "1");
                Desk.store(NOON.plusSeconds(i)).add(connection, DEMO, List.of(alert));
            }
            Instant until = NOON.plusSeconds(60);
            Instant later = NOON.plusSeconds(61);
            Long held = cases.takeNext(connection, DEMO, QUEUES, List.of(), "ana", NOON, until)
                    .orElseThrow();
            assertEquals(
                    Optional.of(held),
                    cases.takeNext(connection, DEMO, QUEUES, QUEUES, "ana", later, later.plusSeconds(60)));
            assertEquals(
                    Optional.empty(),
                    cases.takeNext(connection, DEMO, QUEUES, QUEUES, "ana", later, later.plusSeconds(60)));
            assertTrue(cases.takeNext(connection, DEMO, QUEUES, List.of("urgent"), "ana", later, later.plusSeconds(60))
                    .isPresent());
        }
    }

    @Test
    void listsInPagesTheMostUrgentFirst() throws SQLException {
        TestDatabase own = TestSchema.migrated("fin_pages", "classpath:db/core", "classpath:db/fin");
        try (Connection connection = Desk.open(own, DEMO)) {
            for (int i = 0; i < 9; i++) {
                Alert alert = Desk.alert(
                        "page-" + i,
                        "tok_page_" + i,
                        "T-4",
                        i % 3 == 0 ? 0.99 : 0.55,
                        i % 3 == 0 ? "5000" : "1",
                        NOON.plusSeconds(i));
                Desk.store(NOON.plusSeconds(i)).add(connection, DEMO, List.of(alert));
            }
            connection.commit();
            List<Long> found = new ArrayList<>();
            Long after = null;
            do {
                var filter = new CaseRepository.Filter(QUEUES, false, null, null, false, after);
                List<CaseSummaryView> page = cases.list(connection, DEMO, filter, 2, NOON);
                page.forEach(one -> found.add(one.caseNumber()));
                after = page.isEmpty() ? null : page.getLast().caseNumber();
            } while (after != null);
            assertEquals(List.of(1L, 4L, 7L, 2L, 3L, 5L, 6L, 8L, 9L), found);
            var overdue = new CaseRepository.Filter(QUEUES, false, CasePriority.CRITICAL, null, true, null);
            assertEquals(
                    List.of(1L, 4L),
                    cases.list(connection, DEMO, overdue, 10, NOON.plusSeconds(15 * 60 + 5)).stream()
                            .map(CaseSummaryView::caseNumber)
                            .toList());
            QueueView urgent = cases.counts(connection, DEMO, QUEUES, "ana", NOON.plusSeconds(15 * 60 + 5))
                    .get("urgent");
            assertEquals(new QueueView("urgent", 3, 3, 0, 2, NOON), urgent);
        }
    }

    @Test
    void sortsInPagesByWhatIsAskedFor() throws SQLException {
        TestDatabase own = TestSchema.migrated("fin_sorted", "classpath:db/core", "classpath:db/fin");
        try (Connection connection = Desk.open(own, DEMO)) {
            double[] scores = {0.6, 0.9, 0.7, 0.9, 0.55};
            for (int i = 0; i < scores.length; i++) {
                Alert alert = Desk.alert("sort-" + i, "tok_sort_" + i, "T-4", scores[i], Integer.toString(10 - i));
                Desk.store(NOON.plusSeconds(i)).add(connection, DEMO, List.of(alert));
            }
            connection.commit();
            assertEquals(List.of(4L, 2L, 3L, 1L, 5L), sorted(connection, CaseSort.SCORE, true));
            assertEquals(List.of(5L, 1L, 3L, 2L, 4L), sorted(connection, CaseSort.SCORE, false));
            assertEquals(List.of(5L, 4L, 3L, 2L, 1L), sorted(connection, CaseSort.AMOUNT, false));
            for (CaseSort sort : CaseSort.values()) {
                assertEquals(5, new TreeSet<>(sorted(connection, sort, true)).size(), sort.wireName());
                assertEquals(sort, CaseSort.of(sort.wireName()));
            }
        }
    }

    /** Case numbers over pages of two. */
    private List<Long> sorted(Connection connection, CaseSort sort, boolean descending) throws SQLException {
        List<Long> found = new ArrayList<>();
        Long after = null;
        do {
            var filter = new CaseRepository.Filter(QUEUES, false, null, null, false, after, sort, descending);
            List<CaseSummaryView> page = cases.list(connection, DEMO, filter, 2, NOON);
            page.forEach(one -> found.add(one.caseNumber()));
            after = page.isEmpty() ? null : page.getLast().caseNumber();
        } while (after != null);
        return found;
    }

    @Test
    void readsOnlyWhatCouldBeAnAlert() {
        assertNull(Alert.of(Desk.decision(Samples.authorization("a", NOON), 0.1, Outcome.APPROVE)));
        Alert transfer = Alert.of(Desk.decision(Samples.transfer("t", NOON), 0.95, Outcome.DECLINE));
        assertEquals("cust-77", transfer == null ? "" : transfer.customer());
        assertEquals(
                Set.of("card:acc_debtor", "device:dev.3f", "counterparty:acc_creditor"),
                transfer == null
                        ? Set.of()
                        : new TreeSet<>(transfer.entities().stream()
                                .map(entity -> entity.kind() + ":" + entity.value())
                                .toList()));
        assertTrue(CaseworkConsumer.isPlainApproval(bytes("{\"data\":{\"outcome\":\"approve\",\"ruleHits\":[]}}")));
        assertFalse(CaseworkConsumer.isPlainApproval(
                bytes("{\"data\":{\"outcome\":\"approve\",\"ruleHits\":[{\"x\":1}]}}")));
        assertFalse(CaseworkConsumer.isPlainApproval(bytes("{\"data\":{\"outcome\":\"refer\"}}")));
        assertFalse(CaseworkConsumer.isPlainApproval(null));
    }

    @Test
    void aRuleAsksForAnAlertItsQueueAndItsUrgency() throws SQLException {
        RuleHit hit = new RuleHit("mule", 1, RuleAction.ALERT, Severity.HIGH, "mule-account", "urgent", 2);
        Alert alert = Alert.of(Desk.withHit(Samples.authorization("rule-1", "tok_rule", "T-5", "3", NOON), hit));
        assertTrue(alert != null, "an approval that a rule wants reviewed is an alert");
        assertEquals(List.of("mule-account"), alert == null ? List.of() : alert.reasons());
        try (Connection connection = Desk.open(DATABASE, DEMO)) {
            add(connection, alert == null ? List.of() : List.of(alert));
            CaseSummaryView opened = open(connection, "tok_rule").getFirst();
            assertEquals("urgent", opened.queue());
            assertEquals(CasePriority.HIGH, opened.priority());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Work {
        List<Long> by(int worker) throws Exception;
    }

    private static List<Long> inParallel(int workers, Work work) throws Exception {
        CyclicBarrier start = new CyclicBarrier(workers);
        List<Long> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<List<Long>>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int worker = i;
                running.add(pool.submit(() -> {
                    start.await();
                    return work.by(worker);
                }));
            }
            for (Future<List<Long>> one : running) results.addAll(one.get());
        }
        return results;
    }
}
