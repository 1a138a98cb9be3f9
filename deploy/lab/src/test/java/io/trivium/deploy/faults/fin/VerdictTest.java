package io.trivium.deploy.faults.fin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Violation.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run without faults, and then with one fault at a time: each must be found, and nothing else. */
class VerdictTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final Instant DECIDED = Instant.parse("2026-01-01T00:00:00.123Z");

    private final Map<String, Payment> sent = new LinkedHashMap<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> received = new LinkedHashSet<>();
    private final List<Label> labels = new ArrayList<>();
    private final List<LoggedDecision> log = new ArrayList<>();
    private final List<Decision> rows = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();
    private final List<String> probes = new ArrayList<>();
    private final Map<String, String> differences = new HashMap<>();
    private int unexplained;

    @BeforeEach
    void aRunThatWentWell() throws Exception {
        Traffic traffic = new Traffic("run", 42);
        for (int i = 0; i < 500; i++) {
            for (Traffic.Step step : traffic.next()) {
                switch (step) {
                    case Traffic.Step.Authorize authorize ->
                        sent.put(authorize.payment().id(), authorize.payment());
                    case Traffic.Step.Observe observe -> labels.add(observe.label());
                }
            }
        }
        Payment probe = new Payment(
                        Traffic.TENANT,
                        "run-p1-0",
                        Traffic.card("run", 0),
                        Traffic.terminal("run", 0),
                        70_000,
                        traffic.end().plusSeconds(8 * 86_400))
                .with(Traffic.device("run", 0), Traffic.counterparty("run", 0));
        sent.put(probe.id(), probe);
        probes.add(probe.id());
        acknowledged.addAll(sent.keySet());
        received.addAll(sent.keySet());
        FeatureOracle oracle = new FeatureOracle(sent.values(), labels);
        for (Payment payment : sent.values().stream()
                .sorted(java.util.Comparator.comparing(Payment::id))
                .toList()) {
            decide(payment, oracle.features(payment));
        }
    }

    private void decide(Payment payment, Map<String, Double> features) throws Exception {
        ObjectNode data = JSON.createObjectNode()
                .put("authorizationId", payment.id())
                .put("outcome", "approve")
                .put("score", 0.25)
                .put("modelVersion", "1")
                .put("degraded", false)
                .put("contentHash", "ab")
                .put("occurredAt", payment.occurredAt().toString())
                .put("decidedAt", DECIDED.toString());
        data.set("features", JSON.valueToTree(features));
        data.set("authorization", JSON.readTree(Wire.data(payment, true)));
        ObjectNode event =
                JSON.createObjectNode().put("id", "event-" + payment.id()).put("tenantid", payment.tenant());
        event.set("data", data);
        LoggedDecision logged = LoggedDecision.of(0, log.size(), event);
        log.add(logged);
        rows.add(logged.decision());
    }

    private void again(int partition, long offset, String eventId, LoggedDecision first) {
        log.add(new LoggedDecision(partition, offset, eventId, first.decision(), first.on()));
    }

    private Verdict verdict() {
        long decided = log.stream().map(LoggedDecision::id).distinct().count();
        Recheck recheck = new Recheck((int) decided - unexplained, 73 * decided, (int) decided, 0, 0, differences);
        return Verdict.on(new Evidence(sent, acknowledged, received, labels, log, rows, deadLetters, probes, recheck));
    }

    private void assertFinds(Kind kind, String id) {
        List<Violation> violations = verdict().violations();
        assertEquals(1, violations.size(), violations::toString);
        assertEquals(kind, violations.getFirst().kind());
        assertEquals(id, violations.getFirst().id());
    }

    @Test
    void findsNothingWhenAllWentWell() {
        Verdict verdict = verdict();
        assertEquals(List.of(), verdict.violations());
        assertEquals(501, verdict.decided());
        assertTrue(verdict.compared() > 50, () -> "compared " + verdict.compared());
    }

    @Test
    void findsALossOfAnAcknowledgedAuthorization() {
        received.remove("run-k7");
        log.removeIf(decision -> decision.id().equals("run-k7"));
        rows.removeIf(row -> row.id().equals("run-k7"));
        assertTrue(verdict().violations().stream()
                .anyMatch(violation -> violation.kind() == Kind.LOST
                        && violation.id().equals("run-k7")
                        && violation.detail().contains("not in the log of authorizations")));
    }

    @Test
    void findsALossOfOneWhoseAcknowledgementNeverCame() {
        acknowledged.remove("run-k7");
        log.removeIf(decision -> decision.id().equals("run-k7"));
        rows.removeIf(row -> row.id().equals("run-k7"));
        probes.clear();
        assertFinds(Kind.LOST, "run-k7");
    }

    @Test
    void doesNotAskForADecisionOnWhatNeverArrived() {
        acknowledged.remove("run-k7");
        received.remove("run-k7");
        log.removeIf(decision -> decision.id().equals("run-k7"));
        rows.removeIf(row -> row.id().equals("run-k7"));
        probes.clear();
        assertEquals(List.of(), verdict().violations());
    }

    @Test
    void findsASecondDecisionAndAllowsARepeatedOne() {
        LoggedDecision first = log.get(10);
        again(0, 900, first.eventId(), first);
        Verdict allowed = verdict();
        assertEquals(List.of(), allowed.violations());
        assertEquals(1, allowed.repeated());

        again(0, 901, "another", first);
        assertFinds(Kind.DECIDED_TWICE, first.id());
    }

    @Test
    void findsARepetitionInAnotherPartition() {
        LoggedDecision first = log.get(10);
        again(3, 0, first.eventId(), first);
        assertFinds(Kind.DECIDED_TWICE, first.id());
    }

    @Test
    void findsADecisionNobodyAskedFor() throws Exception {
        Payment invented = new Payment("replay-bank", "run-x", "tok_x", "term-x", 1, DECIDED);
        decide(invented, new FeatureOracle(List.of(invented), List.of()).features(invented));
        assertFinds(Kind.NEVER_SENT, "run-x");
    }

    @Test
    void findsADecisionOnOtherContent() {
        LoggedDecision first = log.get(10);
        log.set(
                10,
                new LoggedDecision(
                        0, 10, first.eventId(), first.decision(), log.get(11).on()));
        assertFinds(Kind.CONTENT, first.id());
    }

    @Test
    void findsAMissingARepeatedAndADifferentRow() {
        Decision row = rows.removeFirst();
        assertFinds(Kind.ROW, row.id());

        rows.add(row);
        rows.add(row);
        assertFinds(Kind.ROW, row.id());

        rows.removeLast();
        rows.removeLast();
        rows.add(new Decision(
                row.tenant(),
                row.id(),
                row.outcome(),
                0.75,
                row.modelVersion(),
                row.degraded(),
                row.contentHash(),
                row.decidedAt(),
                row.features()));
        assertFinds(Kind.ROW, row.id());
        assertTrue(verdict().violations().getFirst().detail().endsWith("differ in score"));
    }

    @Test
    void findsARowThatHasTheSecondRecordInsteadOfTheFirst() {
        LoggedDecision last = log.removeLast();
        Decision second = last.decision();
        log.add(new LoggedDecision(
                0,
                899,
                last.eventId(),
                new Decision(
                        second.tenant(),
                        second.id(),
                        second.outcome(),
                        second.score(),
                        second.modelVersion(),
                        second.degraded(),
                        second.contentHash(),
                        DECIDED.minusSeconds(5),
                        second.features()),
                last.on()));
        log.add(last);
        assertFinds(Kind.ROW, last.id());
    }

    @Test
    void findsEachWrongFeature() throws Exception {
        String probe = probes.getFirst();
        Map<String, Double> right =
                new FeatureOracle(sent.values(), labels).features(java.util.Objects.requireNonNull(sent.get(probe)));
        for (String name : right.keySet()) {
            log.removeIf(decision -> decision.id().equals(probe));
            rows.removeIf(row -> row.id().equals(probe));
            Map<String, Double> wrong = new HashMap<>(right);
            wrong.merge(name, 2e-9, (value, ignored) -> value + 2e-9 * Math.max(1, Math.abs(value)));
            decide(java.util.Objects.requireNonNull(sent.get(probe)), wrong);
            assertFinds(Kind.FEATURE, probe);
            assertTrue(verdict().violations().getFirst().detail().contains(name + " is "));
        }
    }

    @Test
    void findsAPaymentThatIsMissingInAWindow() {
        Payment probe = java.util.Objects.requireNonNull(sent.get(probes.getFirst()));
        sent.put(
                "run-late",
                new Payment(
                        probe.tenant(),
                        "run-late",
                        probe.card(),
                        "term-else",
                        10,
                        probe.occurredAt().minusSeconds(60)));
        acknowledged.add("run-late");
        List<Violation> violations = verdict().violations();
        assertTrue(violations.stream().anyMatch(violation -> violation.kind() == Kind.FEATURE));
        assertTrue(violations.stream().anyMatch(violation -> violation.kind() == Kind.LOST));
    }

    @Test
    void findsALabelThatIsNotCounted() {
        Payment probe = java.util.Objects.requireNonNull(sent.get(probes.getFirst()));
        Payment labelled = sent.values().stream()
                .filter(payment -> payment.terminal().equals(probe.terminal())
                        && labels.stream().noneMatch(label -> label.id().equals(payment.id()))
                        && !payment.id().equals(probe.id()))
                .findFirst()
                .orElseThrow();
        labels.add(new Label(labelled.tenant(), labelled.id(), true, DECIDED));
        assertFinds(Kind.FEATURE, probe.id());
    }

    @Test
    void findsASnapshotThatTheLogsDoNotGive() {
        differences.put("run-k3", "CARD_COUNT_1H is 1.0 and should be 2.0");
        assertFinds(Kind.SNAPSHOT, "run-k3");
    }

    @Test
    void findsADecisionThatWasNotComputedOnceMore() {
        unexplained = 1;
        assertFinds(Kind.SNAPSHOT, "-");
    }

    @Test
    void findsAFallbackThatIsApprovedOrNotMarked() {
        LoggedDecision first = log.getFirst();
        fallback(first, "refer", true);
        assertEquals(List.of(), verdict().violations());
        assertEquals(1, verdict().fallbacks());
        fallback(first, "approve", true);
        assertFinds(Kind.UNMARKED, first.id());
        fallback(first, "refer", false);
        assertFinds(Kind.UNMARKED, first.id());
    }

    private void fallback(LoggedDecision first, String outcome, boolean degraded) {
        Decision old = first.decision();
        Decision without = new Decision(
                old.tenant(),
                old.id(),
                outcome,
                null,
                "none",
                degraded,
                old.contentHash(),
                old.decidedAt(),
                old.features());
        log.set(0, new LoggedDecision(0, 0, first.eventId(), without, first.on()));
        rows.set(0, without);
    }

    @Test
    void readsWhatTheToolPrints() {
        Recheck recheck = Recheck.of("""
                {"decisions":7,"features":511,"in_order":5,"interleaved":1,"read_again":0,"different":1,"differences":[
                {"authorizationId":"a","feature":"HOUR","computed":1.5,"decidedOn":2.5},
                {"authorizationId":"a","feature":"TX_AMOUNT","computed":1.0,"decidedOn":3.0}]}""");
        assertEquals(7, recheck.decisions());
        assertEquals(
                Map.of("a", "HOUR is 2.5 and should be 1.5; TX_AMOUNT is 3.0 and should be 1.0"),
                recheck.differences());
    }

    @Test
    void findsARefusal() {
        deadLetters.add("fin.authorization.v1.dlq has run-k7: authorization-id-conflict");
        assertFinds(Kind.DEAD_LETTER, "-");
    }

    @Test
    void theSameSeedSendsTheSame() {
        Traffic one = new Traffic("run", 7);
        Traffic two = new Traffic("run", 7);
        for (int i = 0; i < 300; i++) assertEquals(one.next(), two.next());
        assertEquals(one.rest(), two.rest());
    }
}
