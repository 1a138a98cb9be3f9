package io.trivium.deploy.faults.fin;

import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Violation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares the evidence of a run with the promises, by rules that are independent of the platform's implementation. */
public final class Verdict {
    /** Largest difference of a feature, relative to values above one. */
    static final double TOLERANCE = 1e-9;

    private final Evidence evidence;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, LoggedDecision> decisions = new LinkedHashMap<>();
    private int repeated;
    private int compared;
    private int risky;
    private int fallbacks;

    private Verdict(Evidence evidence) {
        this.evidence = evidence;
    }

    public static Verdict on(Evidence evidence) {
        Verdict verdict = new Verdict(evidence);
        verdict.readLog();
        verdict.checkEveryAcknowledgedOneIsDecided();
        verdict.checkRows();
        verdict.checkFeatures();
        verdict.checkSnapshots();
        verdict.checkFallbacks();
        evidence.deadLetters().forEach(letter -> verdict.add(Kind.DEAD_LETTER, "-", letter));
        return verdict;
    }

    public List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** Records written again under the same event id after a crash, which is allowed. */
    public int repeated() {
        return repeated;
    }

    /** Feature values that were compared. */
    public int compared() {
        return compared;
    }

    /** Probes whose terminal has a fraud in a window: without such the labels would not have been tested. */
    int risky() {
        return risky;
    }

    /** Decisions without a score, because no model answered. */
    public int fallbacks() {
        return fallbacks;
    }

    public int decided() {
        return decisions.size();
    }

    private void add(Kind kind, String id, String detail) {
        violations.add(new Violation(kind, id, detail));
    }

    private void readLog() {
        for (LoggedDecision decision : evidence.log()) {
            LoggedDecision first = decisions.putIfAbsent(decision.id(), decision);
            if (first == null) {
                checkContent(decision);
            } else if (first.partition() != decision.partition()) {
                add(
                        Kind.DECIDED_TWICE,
                        decision.id(),
                        "in partitions " + first.partition() + " and " + decision.partition());
            } else if (!first.eventId().equals(decision.eventId())) {
                add(
                        Kind.DECIDED_TWICE,
                        decision.id(),
                        "event ids " + first.eventId() + " at offset " + first.offset() + " and " + decision.eventId()
                                + " at offset " + decision.offset());
            } else {
                repeated++;
            }
        }
    }

    private void checkContent(LoggedDecision decision) {
        Payment payment = evidence.sent().get(decision.id());
        if (payment == null) {
            add(Kind.NEVER_SENT, decision.id(), "no client sent this authorization");
            return;
        }
        if (!payment.equals(decision.on())) {
            add(Kind.CONTENT, decision.id(), "sent " + payment + ", decided on " + decision.on());
        }
    }

    private void checkEveryAcknowledgedOneIsDecided() {
        for (String id : evidence.sent().keySet().stream().sorted().toList()) {
            if (decisions.containsKey(id)) continue;
            if (evidence.acknowledged().contains(id)) {
                add(
                        Kind.LOST,
                        id,
                        evidence.received().contains(id)
                                ? "acknowledged and in the log, not decided"
                                : "acknowledged, and not in the log of authorizations");
            } else if (evidence.received().contains(id)) {
                add(Kind.LOST, id, "in the log of authorizations, not decided");
            }
        }
    }

    private void checkRows() {
        Map<String, Decision> rows = new HashMap<>();
        for (Decision row : evidence.rows()) {
            if (rows.put(row.id(), row) != null) add(Kind.ROW, row.id(), "more than one row");
            if (!decisions.containsKey(row.id())) add(Kind.ROW, row.id(), "a row without a decision in the log");
        }
        for (LoggedDecision decision : decisions.values()) {
            Decision row = rows.get(decision.id());
            String difference = row == null ? "no row" : difference(decision, row);
            if (!difference.isEmpty()) add(Kind.ROW, decision.id(), difference);
        }
    }

    private static String difference(LoggedDecision logged, Decision row) {
        Decision first = logged.decision();
        Map<String, Boolean> equal = new LinkedHashMap<>();
        equal.put("tenant", first.tenant().equals(row.tenant()));
        equal.put("outcome", first.outcome().equals(row.outcome()));
        equal.put("score", Objects.equals(first.score(), row.score()));
        equal.put("modelVersion", first.modelVersion().equals(row.modelVersion()));
        equal.put("degraded", first.degraded() == row.degraded());
        equal.put("contentHash", first.contentHash().equals(row.contentHash()));
        equal.put("decidedAt", first.decidedAt().equals(row.decidedAt()));
        equal.put("features", first.features().equals(row.features()));
        List<String> different = equal.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        return different.isEmpty()
                ? ""
                : "row and first record at offset " + logged.offset() + " differ in " + String.join(", ", different);
    }

    /** Decided authorizations happened: the only fact taken from the output, for those of unknown outcome. */
    private void checkFeatures() {
        Map<String, Integer> place = new HashMap<>();
        evidence.received().forEach(id -> place.put(id, place.size()));
        List<Payment> happened = evidence.sent().values().stream()
                .filter(payment -> decisions.containsKey(payment.id())
                        || evidence.acknowledged().contains(payment.id()))
                .sorted(Comparator.comparingInt(payment -> place.getOrDefault(payment.id(), -1)))
                .toList();
        FeatureOracle oracle = new FeatureOracle(happened, evidence.labels());
        for (String id : evidence.probes()) {
            LoggedDecision decision = decisions.get(id);
            Payment probe = evidence.sent().get(id);
            if (decision == null || probe == null) {
                continue; // Reported as lost.
            }
            Map<String, Double> expected = oracle.features(probe);
            Map<String, Double> published = decision.decision().features().byName();
            risky += expected.getOrDefault("TERMINAL_ID_RISK_30DAY_WINDOW", 0.0) > 0 ? 1 : 0;
            List<String> different = new ArrayList<>();
            expected.forEach((name, value) -> {
                compared++;
                Double found = published.getOrDefault(name, FeatureOracle.unknown(name));
                if (found == null || !(Math.abs(found - value) <= TOLERANCE * Math.max(1, Math.abs(value)))) {
                    different.add(name + " is " + found + " and should be " + value);
                }
            });
            if (!different.isEmpty()) {
                add(
                        Kind.FEATURE,
                        id,
                        "card " + probe.card() + ", terminal " + probe.terminal() + ", " + probe.occurredAt() + ": "
                                + String.join("; ", different));
            }
        }
    }

    private void checkSnapshots() {
        Recheck recheck = evidence.recheck();
        recheck.differences().forEach((id, what) -> add(Kind.SNAPSHOT, id, what));
        if (recheck.decisions() != decisions.size()) {
            add(
                    Kind.SNAPSHOT,
                    "-",
                    recheck.decisions() + " of " + decisions.size() + " decisions could be computed once more");
        }
    }

    private void checkFallbacks() {
        for (LoggedDecision logged : decisions.values()) {
            Decision decision = logged.decision();
            if (decision.score() == null) {
                fallbacks++;
                if (!decision.degraded() || decision.outcome().equals("approve")) {
                    add(
                            Kind.UNMARKED,
                            logged.id(),
                            decision.outcome() + " without a score, degraded " + decision.degraded());
                }
            }
        }
    }
}
