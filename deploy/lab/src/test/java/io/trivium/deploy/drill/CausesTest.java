package io.trivium.deploy.drill;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.chaos.Disks;
import io.trivium.deploy.chaos.Proxies;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CausesTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));
    private static final Path RUNBOOKS = ROOT.resolve("docs/operations/runbooks");
    private static final Ports PORTS = new Ports(26_400, true);

    @TempDir
    Path directory;

    private Proxies proxies;
    private Causes causes;
    private List<Cause> all;

    @BeforeEach
    void list() {
        proxies = new Proxies(PORTS, 1);
        causes = new Causes(
                Platform.disturbed(DataDirectory.open(directory)),
                PORTS,
                proxies,
                Disks.none(),
                expression -> "",
                service -> "");
        all = causes.all().stream().flatMap(List::stream).toList();
    }

    @AfterEach
    void close() {
        causes.close();
        proxies.close();
    }

    @Test
    void areThoseOfTheCommandLine() {
        assertEquals(
                EnumSet.allOf(CauseName.class), all.stream().map(Cause::name).collect(Collectors.toSet()));
        assertEquals(CauseName.values().length, all.size());
    }

    @Test
    void raiseAlertsOfShippedRulesThatTheirRunbookHas() throws IOException {
        StringBuilder rules = new StringBuilder();
        try (Stream<Path> files = Files.list(ROOT.resolve("deploy/observability/rules"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) rules.append(Files.readString(file));
        }
        assertAll(all.stream().flatMap(cause -> cause.expected().stream()).map(expected -> () -> {
            assertTrue(rules.indexOf("alert: " + expected.alert() + "\n") >= 0, expected::alert);
            assertTrue(
                    Files.readString(RUNBOOKS.resolve(expected.page() + ".md"))
                            .contains("## " + expected.alert() + "\n"),
                    expected::alert);
        }));
    }

    /** A page that was never followed contains only its writer's assumptions. */
    @Test
    void followEveryRunbook() throws IOException {
        Set<String> followed = all.stream()
                .flatMap(cause -> cause.expected().stream())
                .map(Expected::page)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> pages;
        try (Stream<Path> files = Files.list(RUNBOOKS)) {
            pages = files.map(file -> file.getFileName().toString().replace(".md", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertEquals(pages, followed);
    }
}
