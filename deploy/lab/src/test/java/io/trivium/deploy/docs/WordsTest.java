package io.trivium.deploy.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.deploy.component.BuildTree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents, comments and texts use the field's standard terms; {@code docs/glossary.md} is the vocabulary. */
class WordsTest {
    private static final Path ROOT = Path.of(System.getProperty("trivium.root"));

    /** Discouraged words, and what to write. */
    private static final Map<String, String> REPLACEMENTS = new TreeMap<>(Map.ofEntries(
            Map.entry("somebody", "the role: an operator, an analyst, a caller"),
            Map.entry("anybody", "any caller, any user"),
            Map.entry("nobody", "no caller, no user, no process"),
            Map.entry("beside", "next to, besides, in addition to"),
            Map.entry("anew", "again, from the beginning"),
            Map.entry("told", "receives, is configured with, is notified of"),
            Map.entry("mend", "repair, correct"),
            Map.entry("mends", "repairs, corrects"),
            Map.entry("goes on", "continues"),
            Map.entry("go on", "continue"),
            Map.entry("went", "was, became, failed"),
            Map.entry("let in", "accept, admit"),
            Map.entry("looked at", "checked, read, inspected")));

    private static final Pattern WORD =
            Pattern.compile("\\b(" + String.join("|", REPLACEMENTS.keySet()) + ")\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT_OR_TEXT = Pattern.compile(
            "\"\"\"[\\s\\S]*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)+'|(?<comment>/\\*[\\s\\S]*?\\*/|//[^\\n]*)");
    /** A text has words; a literal of one word is a name. */
    private static final Pattern TEXT = Pattern.compile("[\"`'>].*\\s.*", Pattern.DOTALL);

    private static final Pattern SQL = Pattern.compile(
            "\\b(select .+ from|insert into|delete from|create .*table|order by|coalesce)\\b"
                    + "|\\w_\\w+,|\\w = (\\?|'|:\\w|any \\()",
            Pattern.DOTALL);
    private static final List<String> WEB = List.of(".ts", ".tsx", ".css");
    private static final List<String> BUILT = List.of("node_modules", "target", "dist", "schema.d.ts");
    /** Names in Javadoc. */
    private static final Pattern NAMES = Pattern.compile("\\{@[^}]*}|@param \\w+");
    /** Code and labels of consoles are quoted as they are. */
    private static final Pattern QUOTED = Pattern.compile("```[\\s\\S]*?```|`[^`]*`|(?<!\\*)\\*[^*\\n]+\\*(?!\\*)");

    @Test
    void documentsUseStandardTerms() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path start : List.of(ROOT, ROOT.resolve("docs"))) {
            try (Stream<Path> files = Files.walk(start, start.equals(ROOT) ? 1 : Integer.MAX_VALUE)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        List<String> found = new ArrayList<>();
        for (Path document : documents) found.addAll(discouraged(document, blank(QUOTED, Files.readString(document))));
        assertEquals("", report(found));
    }

    @Test
    void commentsUseStandardTerms() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : BuildTree.modules(ROOT)) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    found.addAll(discouraged(file, blank(NAMES, comments(Files.readString(file)))));
                }
            }
        }
        assertEquals("", report(found));
    }

    @Test
    void textsUseStandardTerms() throws IOException {
        List<String> found = new ArrayList<>();
        for (String module : BuildTree.modules(ROOT)) {
            for (Path file : files(ROOT.resolve(module).resolve("src"), List.of(".java"))) {
                if (!file.endsWith("WordsTest.java")) found.addAll(discouraged(file, texts(Files.readString(file))));
            }
        }
        assertEquals("", report(found));
    }

    @Test
    void consolesUseStandardTerms() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path console : consoles()) {
            for (Path file : files(console, WEB)) {
                String code = Files.readString(file);
                found.addAll(discouraged(file, comments(code)));
                found.addAll(discouraged(file, texts(code)));
            }
            for (Path file : files(console.resolve("src"), List.of("en.json"))) {
                found.addAll(discouraged(file, Files.readString(file)));
            }
        }
        assertEquals("", report(found));
    }

    @Test
    void alertsUseStandardTerms() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files(ROOT.resolve("deploy/observability"), List.of(".yml", ".yaml", ".json"))) {
            found.addAll(discouraged(file, Files.readString(file)));
        }
        assertEquals("", report(found));
    }

    private static List<Path> consoles() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("web"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static List<Path> files(Path root, List<String> endings) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return BUILT.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (!BUILT.contains(name) && endings.stream().anyMatch(name::endsWith)) found.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }

    private static String report(List<String> found) {
        return found.stream().limit(40).collect(Collectors.joining("\n"));
    }

    /** The text with everything but comments blanked; lines stay where they are. */
    private static String comments(String java) {
        StringBuilder text = new StringBuilder(java.replaceAll("[^\\n]", " "));
        Matcher matcher = COMMENT_OR_TEXT.matcher(java);
        while (matcher.find()) {
            String comment = matcher.group("comment");
            if (comment != null) text.replace(matcher.start(), matcher.end(), comment);
        }
        return text.toString();
    }

    /** The text with everything but literals of several words blanked; queries name columns and stay out. */
    private static String texts(String code) {
        StringBuilder text = new StringBuilder(code.replaceAll("[^\\n]", " "));
        Matcher matcher = COMMENT_OR_TEXT.matcher(code);
        while (matcher.find()) {
            String literal = matcher.group();
            if (matcher.group("comment") == null
                    && TEXT.matcher(literal).matches()
                    && !SQL.matcher(literal).find()) {
                text.replace(matcher.start(), matcher.end(), literal);
            }
        }
        return text.toString();
    }

    private static String blank(Pattern pattern, String text) {
        return pattern.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(match.group().replaceAll("[^\\n]", " ")));
    }

    private static List<String> discouraged(Path file, String text) {
        List<String> found = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int line = 0; line < lines.length; line++) {
            Matcher word = WORD.matcher(lines[line]);
            while (word.find()) {
                found.add(ROOT.relativize(file) + ":" + (line + 1) + ": " + word.group() + " → "
                        + REPLACEMENTS.get(word.group().toLowerCase(Locale.ROOT)));
            }
        }
        return found;
    }
}
