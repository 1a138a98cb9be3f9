package io.trivium.fin.casework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.authorization.Channel;
import io.trivium.fin.casework.queue.CasePriority;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.decision.Contribution;
import io.trivium.fin.decision.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests the context shown with a case: its links, the customer's normal, similar cases. */
public class InsightTest {

    private static final Instant NOON = Desk.NOON;

    public static CaseSummaryView summary(long number) {
        return new CaseSummaryView(
                number,
                "tok_a",
                "card",
                "general",
                CaseState.IN_PROGRESS,
                CasePriority.MEDIUM,
                0.9,
                1,
                Map.of("EUR", BigDecimal.TEN),
                List.of("a", "b"),
                List.of(),
                NOON,
                NOON,
                NOON,
                false,
                "ana",
                null,
                null,
                null,
                null,
                null,
                1);
    }

    public static CaseAlertView alert(String id, String amount, String country, Instant at) {
        return new CaseAlertView(
                id,
                Outcome.REFER,
                0.9,
                false,
                "m-1",
                List.of("score-at-or-above-refer"),
                List.of(new Contribution("amount", 432.1, 0.31)),
                new BigDecimal(amount),
                "EUR",
                at,
                at,
                "tok_a",
                "T-1",
                null,
                null,
                null,
                null,
                country,
                Channel.CHIP,
                null,
                null,
                null,
                null,
                List.of());
    }

    private static NormalView.Payment payment(String amount, int hour, String country) {
        return new NormalView.Payment(
                new BigDecimal(amount), "EUR", NOON.minus(Duration.ofHours(12 - hour + 24L)), "T-1", country, "chip");
    }

    @Test
    void comparesEachAlertWithWhatTheCardsUsuallyDo() {
        List<NormalView.Payment> payments = new ArrayList<>();
        for (int i = 1; i <= 20; i++) payments.add(payment(Integer.toString(i), 9, "DE"));
        NormalView normal = NormalView.of(30, NOON, payments, true, List.of(alert("x", "100", "FR", NOON)));
        assertEquals(
                List.of(new NormalView.AmountRange(
                        "EUR", 20, new BigDecimal("10"), new BigDecimal("19"), new BigDecimal("20"))),
                normal.amounts());
        assertEquals(20, normal.hours().get(9));
        assertEquals(List.of(new NormalView.Frequency("DE", 20)), normal.countries());
        assertEquals(1, normal.terminals());
        assertEquals(
                new NormalView.Comparison("x", 10.0, 1.0, 0, 0, 20, 20),
                normal.alerts().getFirst());
    }

    @Test
    void saysNothingOfWhatItDoesNotKnow() {
        NormalView normal = NormalView.of(30, NOON, List.of(), true, List.of(alert("x", "100", "FR", NOON)));
        assertEquals(List.of(), normal.amounts());
        assertEquals(
                new NormalView.Comparison("x", null, null, 0, 0, 0, 0),
                normal.alerts().getFirst());
    }

    @Test
    void aGraphIsBoundedAndEveryEdgeHasBothEnds() {
        List<Alert.Entity> entities = new ArrayList<>();
        List<LinksView.Shared> shared = new ArrayList<>();
        for (int e = 0; e < 30; e++) {
            Alert.Entity entity = new Alert.Entity("terminal", "T-" + e);
            entities.add(entity);
            for (int c = 0; c < 7; c++) {
                shared.add(new LinksView.Shared(entity, 100 + 7L * e + c, "tok_" + c, "card", CaseState.NEW, null));
            }
        }
        LinksView links = LinksView.of(summary(7), entities, shared);
        assertEquals(LinksView.MAX_NODES, links.nodes().size());
        assertFalse(links.complete());
        Set<String> ids = new HashSet<>();
        links.nodes().forEach(node -> ids.add(node.id()));
        assertEquals(links.nodes().size(), ids.size());
        for (LinksView.Edge edge : links.edges()) {
            assertTrue(ids.contains(edge.from()) && ids.contains(edge.to()), edge.toString());
        }
    }

    @Test
    void aSmallGraphIsWhole() {
        Alert.Entity device = new Alert.Entity("device", "dev-1");
        LinksView links = LinksView.of(
                summary(7),
                List.of(new Alert.Entity("card", "tok_a"), device),
                List.of(new LinksView.Shared(
                        device, 3, "cus_b", "customer", CaseState.CLOSED, Disposition.CONFIRMED_FRAUD)));
        assertTrue(links.complete());
        assertEquals(
                List.of("case:7", "card:tok_a", "device:dev-1", "case:3", "customer:cus_b"),
                links.nodes().stream().map(LinksView.Node::id).toList());
        assertEquals(4, links.edges().size());
    }

    @Test
    void aTokenIsInTheGraphOnce() {
        Alert.Entity card = new Alert.Entity("card", "tok_a");
        Alert.Entity terminal = new Alert.Entity("terminal", "T-1");
        LinksView links = LinksView.of(
                summary(7),
                List.of(card, terminal),
                List.of(
                        new LinksView.Shared(card, 5, "tok_a", "card", CaseState.CLOSED, Disposition.INCONCLUSIVE),
                        new LinksView.Shared(terminal, 3, "auth-9", "authorization", CaseState.NEW, null)));
        assertEquals(
                List.of("case:7", "card:tok_a", "terminal:T-1", "case:5", "case:3"),
                links.nodes().stream().map(LinksView.Node::id).toList());
    }

    @Test
    void aSharedDeviceIsMoreAlikeThanATerminalOrAReason() {
        var device = candidate(1, List.of("device:d"), List.of("c"));
        var terminal = candidate(2, List.of("terminal:t"), List.of("c"));
        var reason = candidate(3, List.of(), List.of("a", "b"));
        var nothing = candidate(4, List.of(), List.of("c"));
        List<SimilarCaseView> ranked =
                SimilarCaseView.rank(List.of("a", "b"), List.of(nothing, reason, terminal, device));
        assertEquals(
                List.of(1L, 3L, 2L),
                ranked.stream().map(SimilarCaseView::caseNumber).toList());
        assertEquals(0.3, ranked.get(1).likeness(), 1e-12);
        assertEquals(List.of("a", "b"), ranked.get(1).sharedReasons());
    }

    private static SimilarCaseView.Candidate candidate(long number, List<String> entities, List<String> reasons) {
        return new SimilarCaseView.Candidate(number, Disposition.FALSE_POSITIVE, NOON, 1, entities, reasons);
    }
}
