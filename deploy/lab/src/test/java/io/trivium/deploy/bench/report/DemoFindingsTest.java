package io.trivium.deploy.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoFindingsTest {
    private static final String POINT = "{\"approved\":980,\"referred\":15,\"declined\":5,\"degraded\":0,\"p99\":21.5}";

    private static JsonNode json(String text) throws Exception {
        return new JsonMapper().readTree(text);
    }

    private static JsonNode month(int points) throws Exception {
        String series = String.join(",", Collections.nCopies(points, POINT));
        return json("{\"series\":[" + series + "],\"days\":[" + series + "]}");
    }

    private static Set<String> missed(DemoFindings findings) {
        return findings.targets().stream()
                .filter(target -> Boolean.FALSE.equals(target.met()))
                .map(DemoFindings.Target::name)
                .collect(Collectors.toSet());
    }

    @Test
    void aGoodDemoMeetsEveryTarget() throws Exception {
        DemoFindings findings = new DemoFindings(
                List.of(
                        new DemoFindings.Counts(100, 50, 40),
                        new DemoFindings.Counts(1_300, 74, 40),
                        new DemoFindings.Counts(2_500, 110, 42)),
                List.of(60L, 80L),
                json("[{\"name\":\"cards\",\"open\":12},{\"name\":\"terminals\",\"open\":1}]"),
                month(22),
                List.of("promoted", "refused", "rolled-back"),
                5,
                4);
        assertEquals(Set.of(), missed(findings));
        DemoFindings.Target least = findings.targets().stream()
                .filter(target -> target.name().equals("demo-alert-share-least"))
                .findFirst()
                .orElseThrow();
        assertEquals(0.02, least.value());
    }

    @Test
    void aPoorDemoMissesThemByName() throws Exception {
        DemoFindings findings = new DemoFindings(
                List.of(
                        new DemoFindings.Counts(0, 0, 0),
                        new DemoFindings.Counts(1_000, 2, 0),
                        new DemoFindings.Counts(2_000, 302, 50)),
                List.of(400L, 1_400L),
                json("[{\"name\":\"cards\",\"open\":12},{\"name\":\"terminals\",\"open\":0}]"),
                month(1),
                List.of("promoted", "promoted", "promoted"),
                0,
                0);
        assertEquals(
                Set.of(
                        "demo-alert-share-least",
                        "demo-alert-share-most",
                        "demo-degraded-share",
                        "demo-open-cases-most",
                        "demo-empty-queues",
                        "demo-chart-points-least",
                        "demo-release-kinds",
                        "demo-work-orders-closed",
                        "demo-studies-processed"),
                missed(findings));
    }

    @Test
    void whatWasNotSeenIsNotMet() throws Exception {
        DemoFindings findings = new DemoFindings(
                List.of(new DemoFindings.Counts(0, 0, 0), new DemoFindings.Counts(0, 0, 0)),
                List.of(0L),
                json("[]"),
                json("{}"),
                List.of(),
                0,
                0);
        assertEquals(
                Set.of("demo-alert-share-least", "demo-alert-share-most", "demo-degraded-share", "demo-empty-queues"),
                findings.targets().stream()
                        .filter(target -> Double.isNaN(target.value()) && Boolean.FALSE.equals(target.met()))
                        .map(DemoFindings.Target::name)
                        .collect(Collectors.toSet()));
    }
}
