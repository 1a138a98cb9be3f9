package io.trivium.deploy.observability;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final String RUNBOOKS = "docs/operations/runbooks/";

    private final List<Rule> rules = read();
    private final List<Rule> alerts = rules.stream().filter(Rule::isAlert).toList();

    private static List<Rule> read() {
        try {
            return Rule.all();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void asksOnlyForMetricsThatExist() throws IOException {
        MetricReference reference = MetricReference.read();
        Set<String> records =
                rules.stream().filter(rule -> !rule.isAlert()).map(Rule::name).collect(Collectors.toSet());
        assertAll(rules.stream().map(rule -> () -> {
            for (String series : Expression.series(rule.get("expr"))) {
                assertTrue(reference.knows(series), () -> rule + " asks for " + series);
            }
            for (String name : Expression.records(rule.get("expr"))) {
                assertTrue(records.contains(name), () -> rule + " asks for " + name);
            }
        }));
    }

    @Test
    void givesEachAlertWhatSomebodyAtNightNeeds() {
        assertTrue(alerts.size() > 25, () -> alerts.size() + " alerts");
        assertEquals(
                alerts.size(), new HashSet<>(alerts.stream().map(Rule::name).toList()).size());
        assertAll(alerts.stream().map(alert -> () -> {
            assertTrue(Set.of("critical", "warning").contains(alert.get("severity")), alert::toString);
            for (String field : List.of("expr", "for", "service", "summary", "description")) {
                assertTrue(!alert.get(field).isBlank(), () -> alert + " has no " + field);
            }
        }));
    }

    @Test
    void leadsEachAlertToItsPartOfARunbook() {
        assertAll(alerts.stream().map(alert -> () -> {
            String url = alert.get("runbook_url");
            assertTrue(url.startsWith(RUNBOOKS), alert::toString);
            String[] page = url.substring(RUNBOOKS.length()).split("#", -1);
            Path file = MetricReference.ROOT.resolve("docs/operations/runbooks").resolve(page[0]);
            assertTrue(Files.exists(file), () -> alert + " leads to " + file);
            assertTrue(
                    Files.readString(file).contains("## " + alert.name() + "\n"),
                    () -> file + " has no part on " + alert.name());
            assertEquals(alert.name().toLowerCase(java.util.Locale.ROOT), page[1]);
        }));
    }

    @Test
    void testsEveryAlert() throws IOException {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.list(Rule.DIRECTORY.resolve("tests"))) {
            for (Path file : files.toList()) tests.append(Files.readString(file));
        }
        assertAll(alerts.stream()
                .map(alert -> () -> assertTrue(
                        tests.indexOf("alertname: " + alert.name() + "\n") >= 0, () -> alert + " has no test")));
    }

    @Test
    void holdsForPromtool() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed (apt-get install promtool)");
        List<String> check = new ArrayList<>(List.of("check", "rules"));
        Rule.files().forEach(file -> check.add(file.toString()));
        promtool(check);
        List<String> test = new ArrayList<>(List.of("test", "rules"));
        try (Stream<Path> files = Files.list(Rule.DIRECTORY.resolve("tests"))) {
            files.sorted().forEach(file -> test.add(file.toString()));
        }
        promtool(test);
    }

    private static void promtool(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PROMTOOL.toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
