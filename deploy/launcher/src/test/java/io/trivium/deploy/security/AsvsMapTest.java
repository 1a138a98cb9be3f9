package io.trivium.deploy.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/security/asvs.csv} names for each requirement of OWASP ASVS 5.0.0, levels 1 and 2, its evidence. */
class AsvsMapTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));
    private static final Pattern FIELD = Pattern.compile("(?:\"((?:[^\"]|\"\")*)\"|([^,]*))(,|$)");
    private static final Pattern ID = Pattern.compile("(1[0-7]|[1-9])\\.[1-9]\\.([1-9]|1[0-9])");
    private static final Set<String> VERDICTS = Set.of("pass", "documented", "gap", "not applicable");
    private static final Set<String> PASSED_OVER = Set.of("target", "node_modules", ".git", "dist");

    /** The sections of ASVS that ask for documentation; a page is the evidence there, and the verdict says so. */
    private static final Pattern DOCUMENTATION = Pattern.compile("(2|5|6|7|8|11|13|14|15|16)\\.1\\.\\d+");

    /** Tests of a running service with its stores, of the standalone platform, or of the chart's containers. */
    private static final Pattern STARTS =
            Pattern.compile("(?m)^@Quarkus(Integration)?Test\\b|\\bnew Platform\\(DataDirectory|\\bnew ChartPod\\(");

    private static final Pattern EXTENDS = Pattern.compile("\\bclass \\w+ extends (\\w+)");
    private static final Pattern NAMED_TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Fuzzer)(?:#\\w+)?)`");

    private static final int REQUIREMENTS_OF_LEVEL_1 = 70;
    private static final int REQUIREMENTS_OF_LEVEL_2 = 183;

    private record Row(String id, String level, String about, String verdict, List<String> evidence, String note) {
        static Row of(String line) {
            List<String> fields = new ArrayList<>();
            Matcher field = FIELD.matcher(line);
            while (field.find()) {
                fields.add(
                        field.group(1) == null ? field.group(2) : field.group(1).replace("\"\"", "\""));
                if (field.group(3).isEmpty()) break;
            }
            assertEquals(6, fields.size(), line);
            List<String> evidence =
                    fields.get(4).isEmpty() ? List.of() : List.of(fields.get(4).split(";", -1));
            return new Row(fields.get(0), fields.get(1), fields.get(2), fields.get(3), evidence, fields.get(5));
        }
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/security/asvs.csv")).stream()
                .skip(1)
                .map(Row::of)
                .toList();
    }

    /** Paths by the name of their file. */
    private static Map<String, List<Path>> files() throws IOException {
        Map<String, List<Path>> files = new HashMap<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                return PASSED_OVER.contains(name) || name.startsWith(".data")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
                        .add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // deleted since it was listed
            }
        });
        return files;
    }

    @Test
    void hasEveryRequirementOnce() throws IOException {
        List<Row> rows = rows();
        Set<String> ids = new HashSet<>();
        for (Row row : rows) {
            assertTrue(ID.matcher(row.id()).matches(), row.id());
            assertTrue(ids.add(row.id()), row.id() + " is there twice");
        }
        assertEquals(
                REQUIREMENTS_OF_LEVEL_1,
                rows.stream().filter(row -> row.level().equals("1")).count());
        assertEquals(
                REQUIREMENTS_OF_LEVEL_2,
                rows.stream().filter(row -> row.level().equals("2")).count());
    }

    @Test
    void saysWhyWhereNothingShowsIt() throws IOException {
        for (Row row : rows()) {
            assertTrue(VERDICTS.contains(row.verdict()), row.id() + " " + row.verdict());
            if (row.verdict().equals("pass")) assertTrue(!row.evidence().isEmpty(), row.id() + " has no evidence");
            if (row.verdict().equals("gap")) {
                assertTrue(!row.note().isEmpty(), row.id() + " does not say what is missing");
            }
        }
    }

    /** A claim about the product is checked on the running product, and one of documentation names its page. */
    @Test
    void everyClaimNamesATestOfSomethingThatRuns() throws IOException {
        Map<String, List<Path>> files = files();
        List<String> without = new ArrayList<>();
        for (Row row : rows()) {
            boolean isDocumentation = DOCUMENTATION.matcher(row.id()).matches();
            switch (row.verdict()) {
                case "pass" -> {
                    if (!anyStarts(row.evidence(), files)) {
                        without.add(row.id() + " names no test of something that runs");
                    }
                }
                case "documented" -> {
                    boolean hasPage = row.evidence().stream().anyMatch(each -> each.startsWith("docs/"));
                    if (!isDocumentation || !hasPage) without.add(row.id() + " names no page of documentation");
                }
                default -> {}
            }
        }
        assertEquals(List.of(), without);
    }

    @Test
    void everyThreatNamesATestOfSomethingThatRuns() throws IOException {
        Map<String, List<Path>> files = files();
        List<String> without = new ArrayList<>();
        int threats = 0;
        String text = Files.readString(ROOT.resolve("docs/threat-model.md"));
        for (String line : text.substring(text.indexOf("## Threats and answers"), text.indexOf("## Known limits"))
                .lines()
                .toList()) {
            if (!line.startsWith("| ") || line.startsWith("| threat ")) continue;
            threats++;
            String[] cells = line.split("\\|", -1);
            List<String> tests = NAMED_TEST
                    .matcher(cells[3])
                    .results()
                    .map(test -> test.group(1))
                    .toList();
            if (!anyStarts(tests, files)) without.add(cells[1]);
        }
        assertEquals(List.of(), without);
        assertTrue(threats > 50, threats + " threats");
    }

    private static boolean anyStarts(List<String> tests, Map<String, List<Path>> files) throws IOException {
        for (String test : tests) {
            if (starts(test.replaceFirst("#.*", ""), files)) return true;
        }
        return false;
    }

    private static boolean starts(String type, Map<String, List<Path>> files) throws IOException {
        for (Path file : files.getOrDefault(type + ".java", List.of())) {
            String source = Files.readString(file);
            if (STARTS.matcher(source).find()) return true;
            Matcher parent = EXTENDS.matcher(source);
            if (parent.find() && starts(parent.group(1), files)) return true;
        }
        return false;
    }

    /** Evidence of 1.1, 3.2.2, 3.5.5 and 3.7.1: no markup from text, no messages of other windows, no plug-ins. */
    @Test
    void consolesUseNoMarkupFromTextAndListenToNoOtherWindow() throws IOException {
        Pattern forbidden =
                Pattern.compile("dangerouslySetInnerHTML|\\.innerHTML\\b|insertAdjacentHTML|document\\.write"
                        + "|addEventListener\\(\\s*\"message\"|\\bonmessage\\s*=|\\beval\\(|<(object|embed|applet)\\b");
        List<String> found = new ArrayList<>();
        int read = 0;
        for (List<Path> sameName : files().values()) {
            for (Path file : sameName) {
                String name = ROOT.relativize(file).toString();
                if (!name.matches(".*/web/src/.*\\.tsx?")) continue;
                read++;
                for (String line : Files.readAllLines(file)) {
                    if (forbidden.matcher(line).find() && !line.contains("channel.onmessage")) {
                        found.add(name + ": " + line.strip());
                    }
                }
            }
        }
        assertEquals(List.of(), found);
        assertTrue(read > 100, read + " sources of consoles");
    }

    /** The threat model names tests by class, or by class and method. */
    @Test
    void testsOfTheThreatModelAreThere() throws IOException {
        Map<String, List<Path>> files = files();
        Matcher test = NAMED_TEST.matcher(Files.readString(ROOT.resolve("docs/threat-model.md")));
        List<String> missing = new ArrayList<>();
        int named = 0;
        while (test.find()) {
            named++;
            String name = test.group(1);
            if (!isThere(name.contains("#") ? name : name + ".java", files)) missing.add(name);
        }
        assertEquals(List.of(), missing);
        assertTrue(named > 50, named + " tests");
    }

    @Test
    void everythingItNamesIsThere() throws IOException {
        Map<String, List<Path>> files = files();
        List<String> missing = new ArrayList<>();
        for (Row row : rows()) {
            for (String evidence : row.evidence()) {
                if (!isThere(evidence, files)) missing.add(row.id() + " " + evidence);
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void aTestThatIsGoneIsFound() throws IOException {
        Map<String, List<Path>> files = files();
        assertTrue(isThere("AsvsMapTest#hasEveryRequirementOnce", files));
        assertTrue(!isThere("AsvsMapTest#hasEveryRequirementTwice", files));
        assertTrue(!isThere("NoSuchTest#hasEveryRequirementOnce", files));
        assertTrue(!isThere("docs/no-such-page.md", files));
    }

    private static boolean isThere(String evidence, Map<String, List<Path>> files) throws IOException {
        int method = evidence.indexOf('#');
        if (evidence.contains(".test.ts#")) {
            Pattern title = Pattern.compile("\\b(it|test)\\(\\s*\"" + Pattern.quote(evidence.substring(method + 1)));
            for (Path file : files.getOrDefault(evidence.substring(0, method), List.of())) {
                if (title.matcher(Files.readString(file)).find()) return true;
            }
            return false;
        }
        if (method < 0) {
            return evidence.contains("/") ? Files.exists(ROOT.resolve(evidence)) : files.containsKey(evidence);
        }
        Pattern declared = Pattern.compile("\\bvoid " + Pattern.quote(evidence.substring(method + 1)) + "\\(");
        for (Path file : files.getOrDefault(evidence.substring(0, method) + ".java", List.of())) {
            if (declared.matcher(Files.readString(file)).find()) return true;
        }
        return false;
    }
}
