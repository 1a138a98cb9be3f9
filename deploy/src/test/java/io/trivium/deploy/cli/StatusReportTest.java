package io.trivium.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.standalone.ComponentState;
import io.trivium.deploy.standalone.ComponentStatus;
import io.trivium.deploy.standalone.PlatformStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    private static final Instant START = Instant.parse("2026-11-25T08:00:00Z");

    private static PlatformStatus running(String... components) {
        return new PlatformStatus(
                1,
                START,
                18000,
                null,
                Stream.of(components)
                        .map(name -> new ComponentStatus(name, ComponentState.READY, 2, 0, START, 0, true, null, null))
                        .toList());
    }

    @Test
    void namesThePlatformsConsoleFirstAndOnlyConsolesThatRun() {
        Map<String, String> consoles = StatusReport.consoles(running("postgres", "model-runtime", "domain-fin"));
        assertEquals(
                Map.of("platform", "http://localhost:18080/console/", "payments", "http://localhost:18082/console/"),
                consoles);
        assertEquals(List.of("platform", "payments"), List.copyOf(consoles.keySet()));
        assertEquals(
                Map.of("hospital", "http://localhost:18081/console/"),
                StatusReport.consoles(running("postgres", "domain-med")));
        assertEquals(Map.of(), StatusReport.consoles(running("postgres")));
    }
}
