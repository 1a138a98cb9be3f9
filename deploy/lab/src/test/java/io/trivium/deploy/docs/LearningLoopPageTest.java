package io.trivium.deploy.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/learning-loop.md} names each task of the domains, its head and the classes of a closed loop. */
class LearningLoopPageTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z-]+)` \\| ([a-z0-9-]+) \\| (.*) \\| (.*) \\| (.*) \\|");
    private static final Pattern CLASS = Pattern.compile("`([A-Z]\\w+)`");

    /** Monitors, which have no specification. */
    private static final String MONITORS = "industrial-anomaly";

    /** The files of a directory in the services of all domains. */
    private static List<Path> files(String directory, String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.toList()) {
                Path start = module.resolve("service/src/main").resolve(directory);
                if (!Files.isDirectory(start)) continue;
                try (Stream<Path> files = Files.walk(start)) {
                    files.filter(file -> file.toString().endsWith(ending)).forEach(found::add);
                }
            }
        }
        return found;
    }

    private static String field(String name, String spec) {
        Matcher field = Pattern.compile("(?m)^" + name + ": (\\S+)$").matcher(spec);
        assertTrue(field.find(), name);
        return field.group(1);
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/reference/learning-loop.md"));
    }

    @Test
    void namesEachTaskWithItsHead() throws IOException {
        Map<String, String> heads = new TreeMap<>(Map.of(MONITORS, "none"));
        for (Path file : files("modelspec", ".yaml")) {
            String spec = Files.readString(file);
            heads.put(field("task", spec), field("head", spec));
        }
        Map<String, String> named = new TreeMap<>();
        ROW.matcher(page()).results().forEach(row -> named.put(row.group(1), row.group(2)));
        assertEquals(heads, named);
    }

    @Test
    void aClosedLoopHasClassesThatSendItsExamplesAndLabels() throws IOException {
        List<String> classes = files("java", ".java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();
        List<String> wrong = new ArrayList<>();
        int closed = 0;
        Matcher row = ROW.matcher(page());
        while (row.find()) {
            if (!row.group(5).equals("closed")) continue;
            closed++;
            for (int column = 3; column <= 4; column++) {
                Matcher named = CLASS.matcher(row.group(column));
                if (!named.find() || !classes.contains(named.group(1))) {
                    wrong.add(row.group(1) + ": " + row.group(column));
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(closed >= 4, closed + " loops are closed");
    }
}
