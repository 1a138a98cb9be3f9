package io.trivium.deploy.faults.med;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings of a run of the hospital's faults.
 *
 * @param broken promises that the node did not keep
 * @param sabotaged the findings after the plan's sabotage
 */
public record MedFaultReport(
        MedFaultPlan plan,
        Instant started,
        Duration length,
        Map<String, Integer> kills,
        MedEvidence evidence,
        boolean settled,
        List<Violation> broken,
        List<Violation> sabotaged) {
    private static final int SHOWN = 25;

    /** Broken promises in words; empty when all were kept. */
    public List<String> violations() {
        return broken.stream().map(Violation::toString).toList();
    }

    /** Whether no promise was broken, and exactly the sabotage was found. */
    public boolean asExpected() {
        return broken.isEmpty() && Sabotage.isFound(plan.sabotage(), sabotaged);
    }

    /** In words. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(kills.values().stream().mapToInt(Integer::intValue).sum() + " kills " + kills + " in "
                + length.toSeconds() + " s");
        lines.add(evidence.acknowledged().size() + " studies taken whole, "
                + evidence.rows().size()
                + " revisions, " + evidence.made().size() + " result objects made, "
                + evidence.inPacs().size() + " in the PACS");
        lines.add(broken.isEmpty() ? "every result is in the PACS exactly once" : broken.size() + " violations:");
        violations().stream().limit(SHOWN).forEach(lines::add);
        lines.addAll(Sabotage.lines(plan.sabotage(), sabotaged));
        return lines;
    }

    /** In the shape that every bench prints. */
    public String toJson() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("started", started.toString());
        report.put("seconds", length.toSeconds());
        report.put("seed", plan.seed());
        report.put("rounds", plan.rounds());
        report.put("kills", kills);
        report.put("studies", evidence.acknowledged().size());
        report.put("revisions", evidence.rows().size());
        report.put("results", evidence.made().size());
        report.put("results_in_pacs", evidence.inPacs().size());
        report.put("settled", settled);
        report.put(
                "sabotage", plan.sabotage().stream().map(MedSabotage::toString).toList());
        report.put("violations", violations());
        report.put("sabotage-found", Sabotage.texts(sabotaged));
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always written", e);
        }
    }
}
