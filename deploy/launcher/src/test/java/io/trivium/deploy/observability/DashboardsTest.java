package io.trivium.deploy.observability;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DashboardsTest {
    private static final Path DIRECTORY = MetricReference.ROOT.resolve("deploy/observability/dashboards");

    private static Map<String, JsonNode> dashboards() throws IOException {
        Map<String, JsonNode> dashboards = new TreeMap<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.toList()) {
                dashboards.put(file.getFileName().toString(), new ObjectMapper().readTree(file.toFile()));
            }
        }
        return dashboards;
    }

    @Test
    void isOneForEachPartOfThePlatform() throws IOException {
        assertEquals(
                Set.of(
                        "overview.json",
                        "payments.json",
                        "hospital.json",
                        "factory.json",
                        "runtime.json",
                        "learning.json"),
                dashboards().keySet());
    }

    @Test
    void asksOnlyForMetricsThatExist() throws IOException {
        MetricReference reference = MetricReference.read();
        Set<String> records = Rule.all().stream()
                .filter(rule -> !rule.isAlert())
                .map(Rule::name)
                .collect(Collectors.toSet());
        assertAll(dashboards().entrySet().stream()
                .flatMap(entry -> entry.getValue().findValuesAsText("expr").stream()
                        .map(expression -> () -> {
                            assertFalse(expression.isBlank());
                            for (String series : Expression.series(expression)) {
                                assertTrue(reference.knows(series), () -> entry.getKey() + " asks for " + series);
                            }
                            assertTrue(records.containsAll(Expression.records(expression)), expression);
                        })));
    }

    @Test
    void givesEachPanelATitleAnExpressionAUnitAndAPlace() throws IOException {
        Set<String> ids = new HashSet<>();
        dashboards().forEach((name, dashboard) -> {
            assertTrue(ids.add(dashboard.path("uid").asText()), name);
            assertTrue(dashboard.path("title").asText().startsWith("Trivium: "), name);
            assertTrue(dashboard.path("panels").size() >= 6, name);
            Set<String> places = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String where = name + ": " + panel.path("title").asText();
                assertFalse(panel.path("title").asText().isBlank(), where);
                assertTrue(panel.path("targets").size() > 0, where);
                assertFalse(panel.at("/fieldConfig/defaults/unit").asText().isBlank(), where);
                assertTrue(places.add(panel.path("gridPos").toString()), where);
                assertEquals("${datasource}", panel.at("/datasource/uid").asText(), where);
            }
        });
    }

    @Test
    void isProvisionedFromTheDirectoryThatItLiesIn() throws IOException {
        Path provisioning = MetricReference.ROOT.resolve("deploy/observability/provisioning");
        assertTrue(
                Files.readString(provisioning.resolve("dashboards/trivium.yml")).contains("/etc/trivium/dashboards"));
        assertTrue(Files.readString(provisioning.resolve("datasources/prometheus.yml"))
                .contains("type: prometheus"));
    }
}
