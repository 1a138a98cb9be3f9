package io.trivium.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPointsTest {
    private static final Pattern PASS = Pattern.compile("FaultPoint\\.pass\\(\"([^\"]+)\"\\)");

    private static Set<String> passedIn(String module) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files =
                Files.walk(Installation.current().module(module).resolve("src/main/java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                Matcher pass = PASS.matcher(Files.readString(file));
                while (pass.find()) found.add(pass.group(1));
            }
        }
        return found;
    }

    @Test
    void theListIsThatOfTheSources() throws IOException {
        for (String module :
                List.of("platform-core", "model-runtime", "domain-med", "domain-fin", "domain-industrial")) {
            assertEquals(
                    passedIn(module), new TreeSet<>(FaultPoints.OF_MODULES.getOrDefault(module, List.of())), module);
        }
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
