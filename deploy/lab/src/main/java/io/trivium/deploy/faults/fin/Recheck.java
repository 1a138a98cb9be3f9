package io.trivium.deploy.faults.fin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All features of all decisions computed once more from the logs, by the payments domain's own tool in a process of its
 * own: the engine of production, uninterrupted. {@link FeatureOracle} verifies that the engine is right.
 *
 * @param decisions recomputed
 * @param features values compared
 * @param inOrder decisions equal to one pass in order of arrival
 * @param interleaved equal when labels that arrived at about the same time are taken earlier or later
 * @param readAgain equal when read a second time after a crash
 * @param differences by authorization id
 */
public record Recheck(
        int decisions, long features, int inOrder, int interleaved, int readAgain, Map<String, String> differences) {

    /** Reads the tool's output. */
    static Recheck of(String printed) {
        try {
            JsonNode report = new ObjectMapper().readTree(printed);
            Map<String, String> differences = new LinkedHashMap<>();
            for (JsonNode one : report.path("differences")) {
                differences.merge(
                        one.path("authorizationId").asText(),
                        one.path("feature").asText() + " is " + one.path("decidedOn") + " and should be "
                                + one.path("computed"),
                        (before, more) -> before + "; " + more);
            }
            return new Recheck(
                    report.path("decisions").asInt(),
                    report.path("features").asLong(),
                    report.path("in_order").asInt(),
                    report.path("interleaved").asInt(),
                    report.path("read_again").asInt(),
                    differences);
        } catch (IOException e) {
            throw new IllegalStateException("the tool printed no JSON: " + printed, e);
        }
    }
}
