package io.trivium.deploy.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The classes that walkthroughs and module pages name exist, and so do the files that pages link. */
class WalkthroughsTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));
    private static final Path DOCS = ROOT.resolve("docs");

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    /** A capitalised name with a lower-case letter, alone or with one of its members; commands, paths and topics are none. */
    private static final Pattern TYPE =
            Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:[.#][A-Za-z0-9_]+(?:\\(\\))?)?");

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern ADDRESS = Pattern.compile("[a-z]+:.*");
    private static final String JAVA = ".java";
    private static final int FEWEST_NAMES = 100;
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|TestBase))(?:\\.(\\w+))?`");
    private static final int FEWEST_TESTS = 20;

    private static List<Path> pages(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** The page without its code blocks. */
    private static String prose(Path page) throws IOException {
        StringBuilder prose = new StringBuilder();
        boolean isCode = false;
        for (String line : Files.readAllLines(page)) {
            if (line.stripLeading().startsWith("```")) isCode = !isCode;
            else if (!isCode) prose.append(line).append('\n');
        }
        return prose.toString();
    }

    private static List<String> types(String prose) {
        return CODE.matcher(prose)
                .results()
                .map(code -> TYPE.matcher(code.group(1)))
                .filter(Matcher::matches)
                .map(type -> type.group(1))
                .toList();
    }

    /** Links to files, without the part behind {@code #}; those in code are examples. */
    private static List<String> links(String prose) {
        return LINK.matcher(CODE.matcher(prose).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("#") && !ADDRESS.matcher(link).matches())
                .map(link -> link.replaceFirst("#.*", ""))
                .toList();
    }

    /** Names of the source files of all modules. */
    private static Set<String> sources() throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : BuildTree.modules(ROOT)) {
            for (String sources : List.of("src/main/java", "src/test/java")) {
                Path directory = ROOT.resolve(module).resolve(sources);
                if (!Files.isDirectory(directory)) continue;
                try (Stream<Path> files = Files.walk(directory)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(JAVA))
                            .forEach(name -> names.add(name.substring(0, name.length() - JAVA.length())));
                }
            }
        }
        return names;
    }

    @Test
    void everyClassThatAPageNamesExists() throws IOException {
        List<Path> pages = new ArrayList<>(pages(DOCS.resolve("walkthroughs")));
        pages.addAll(pages(DOCS.resolve("modules")));
        pages.add(DOCS.resolve("start.md"));
        Set<String> sources = sources();
        Set<String> named = new HashSet<>();
        List<String> missing = new ArrayList<>();
        for (Path page : pages) {
            for (String type : types(prose(page))) {
                named.add(type);
                if (!sources.contains(type)) missing.add(ROOT.relativize(page) + " names " + type);
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(
                named.size() > FEWEST_NAMES, () -> named.size() + " classes were found on " + pages.size() + " pages");
    }

    /** Every finding of the reviews, and every assertion of Sparkplug, has a test that would catch it again. */
    @Test
    void everyTestThatAPageNamesExists() throws IOException {
        Set<String> named = new HashSet<>();
        List<String> missing = new ArrayList<>();
        for (String page : List.of("conformance.md", "sparkplug-host.md")) {
            Matcher test = TEST.matcher(prose(DOCS.resolve("reference").resolve(page)));
            while (test.find()) {
                named.add(test.group());
                if (!hasTest(test.group(1), test.group(2))) missing.add(page + " names " + test.group());
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(named.size() > FEWEST_TESTS, named.toString());
    }

    /** @param method null where the page names the class alone */
    private static boolean hasTest(String type, @Nullable String method) throws IOException {
        for (String module : BuildTree.modules(ROOT)) {
            Path directory = ROOT.resolve(module).resolve("src/test/java");
            if (!Files.isDirectory(directory)) continue;
            try (Stream<Path> files = Files.walk(directory)) {
                Optional<Path> file = files.filter(
                                each -> each.getFileName().toString().equals(type + JAVA))
                        .findFirst();
                if (file.isPresent()) {
                    return method == null
                            || Files.readString(file.orElseThrow()).contains(" void " + method + "(");
                }
            }
        }
        return false;
    }

    @Test
    void everyFileThatAPageLinksExists() throws IOException {
        List<Path> pages = new ArrayList<>(pages(DOCS));
        pages.add(ROOT.resolve("README.md"));
        pages.add(ROOT.resolve("CONTRIBUTING.md"));
        List<String> missing = new ArrayList<>();
        for (Path page : pages) {
            for (String link : links(prose(page))) {
                if (!Files.exists(page.resolveSibling(link))) missing.add(ROOT.relativize(page) + " links " + link);
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void findsTypesAndLinksAndNothingElse() {
        assertEquals(
                List.of("InstanceArchive", "Scorer", "Outbox"),
                types("`InstanceArchive`, `Scorer#publish()`, `Outbox.add`, `COPY`, `fin.decision.v1`,"
                        + " `Retry-After`, Plain"));
        assertEquals(
                List.of("adr/0001.md", "../README.md"),
                links("[one](adr/0001.md#context), [two](../README.md), `[no](link.md)`, [web](https://cel.dev),"
                        + " [up](#top)"));
    }
}
