package io.trivium.deploy.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.component.ComponentState;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.component.DemoUser;
import io.trivium.deploy.standalone.PlatformStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Test
    void namesTheUsersWhoseConsolesRun() {
        List<DemoUser> users = List.of(
                new DemoUser("analyst", "analyst-demo", List.of("demo-bank"), List.of("fin-analyst")),
                new DemoUser("radiologist", "radiologist-demo", List.of("demo-hospital"), List.of("med-radiologist")),
                new DemoUser(
                        "everyone",
                        "secret-demo",
                        List.of("demo-bank", "demo-plant"),
                        List.of("fin-analyst", "fin-supervisor", "industrial-planner", "model-viewer")));
        List<String> lines = StatusReport.users(users, Set.of("platform", "payments", "factory")).stream()
                .map(line -> line.strip().replaceAll(" {2,}", " | "))
                .toList();
        assertEquals(
                List.of(
                        "DEMO USER | PASSWORD | ORGANISATION | CONSOLES",
                        "analyst | analyst-demo | demo-bank | payments",
                        "everyone | secret-demo | demo-bank, demo-plant | payments, factory, platform"),
                lines);
        assertEquals(List.of(), StatusReport.users(users, Set.of()));
    }
}
