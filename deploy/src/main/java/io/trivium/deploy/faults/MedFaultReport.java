package io.trivium.deploy.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run of the hospital's faults found. */
public record MedFaultReport(
        long seed,
        int rounds,
        Instant started,
        Duration length,
        Map<String, Integer> kills,
        MedEvidence evidence,
        boolean settled,
        List<String> violations) {
    private static final int SHOWN = 25;

    /** In words. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(kills.values().stream().mapToInt(Integer::intValue).sum() + " kills " + kills + " in "
                + length.toSeconds() + " s");
        lines.add(evidence.acknowledged().size() + " studies taken whole, "
                + evidence.rows().size()
                + " revisions, " + evidence.made().size() + " result objects made, "
                + evidence.inPacs().size() + " in the PACS");
        lines.add(
                violations.isEmpty() ? "every result is in the PACS exactly once" : violations.size() + " violations:");
        violations.stream().limit(SHOWN).forEach(lines::add);
        return lines;
    }

    /** In the shape that every bench prints. */
    public String toJson() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("started", started.toString());
        report.put("seconds", length.toSeconds());
        report.put("seed", seed);
        report.put("rounds", rounds);
        report.put("kills", kills);
        report.put("studies", evidence.acknowledged().size());
        report.put("revisions", evidence.rows().size());
        report.put("results", evidence.made().size());
        report.put("results_in_pacs", evidence.inPacs().size());
        report.put("settled", settled);
        report.put("violations", violations);
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always written", e);
        }
    }
}
