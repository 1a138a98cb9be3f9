package io.trivium.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.component.BuildTree;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPointsTest {
    private static final Pattern PASS = Pattern.compile("FaultPoint\\.pass\\(\"([^\"]+)\"\\)");

    private static final Path ROOT = Installation.current().root();

    /** By the folder that a module is in, as {@link FaultPoints#OF_MODULES} has them. */
    private static Map<String, Set<String>> passed() throws IOException {
        Map<String, Set<String>> passed = new TreeMap<>();
        for (String module : BuildTree.products(ROOT)) {
            Set<String> found = passed.computeIfAbsent(module.replaceFirst("/.*", ""), _ -> new TreeSet<>());
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    Matcher pass = PASS.matcher(Files.readString(file));
                    while (pass.find()) found.add(pass.group(1));
                }
            }
        }
        return passed;
    }

    @Test
    void theListIsThatOfTheSources() throws IOException {
        Map<String, Set<String>> listed = new TreeMap<>();
        FaultPoints.OF_MODULES.forEach((module, points) -> listed.put(module, new TreeSet<>(points)));
        listed.computeIfAbsent("model-runtime", _ -> new TreeSet<>()).addAll(FaultPoints.FIRST_START);
        passed().forEach((module, points) -> assertEquals(points, listed.getOrDefault(module, Set.of()), module));
    }

    @Test
    void everyServiceOfTheFlowsHasItsOwnAndThoseOfTheCore() {
        assertEquals(
                List.of(
                        "domain-industrial/industrial.readings.sent",
                        "domain-industrial/industrial.readings.stored",
                        "domain-industrial/outbox.sent"),
                FaultPoints.targets(List.of("kafka", "domain-industrial")));
        assertEquals(List.of(), FaultPoints.targets(List.of("kafka", "postgres")));
    }
}
