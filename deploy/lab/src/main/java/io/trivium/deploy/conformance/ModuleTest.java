package io.trivium.deploy.conformance;

import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Test classes of a module that have a checker from outside judge the product against servers that they start: for checkers that
 * are too large for an installation, and for settings that the running platform does not have. Maven runs them; a case is a test
 * that was not skipped.
 */
final class ModuleTest implements Check {
    private final String protocol;
    private final String name;
    private final String checker;
    private final String module;
    private final List<String> tests;
    private final List<String> properties;

    /**
     * A row.
     *
     * @param checker name and version of what judges
     * @param module directory of the module
     * @param tests simple names of the test classes
     * @param properties further arguments of Maven
     */
    ModuleTest(String protocol, String name, String checker, String module, List<String> tests, String... properties) {
        this.protocol = protocol;
        this.name = name;
        this.checker = checker;
        this.module = module;
        this.tests = List.copyOf(tests);
        this.properties = List.of(properties);
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Path root = Installation.current().root();
        Path log = target.directory().resolve("module-tests.log");
        Path begin = target.directory().resolve("module-tests.begin");
        // The first of these checks runs the tests of all: each start of Maven compares all modules with their sources.
        if (!Files.exists(begin)) {
            maven(
                    root,
                    log,
                    begin,
                    target.checks().stream()
                            .filter(ModuleTest.class::isInstance)
                            .map(ModuleTest.class::cast)
                            .toList());
        }
        FileTime started = Files.getLastModifiedTime(begin);
        Cases cases = new Cases();
        long skipped = 0;
        for (String test : tests) {
            skipped += read(root.resolve(module).resolve("target/surefire-reports"), test, started, cases);
        }
        return cases.judgedBy(checker, skipped == 0 ? Map.of() : Map.of("skippedTests", skipped));
    }

    /** @param begin is made when Maven starts: reports that are older are of another run */
    private static void maven(Path root, Path log, Path begin, List<ModuleTest> checks)
            throws IOException, InterruptedException {
        if (!Files.exists(root.resolve("pom.xml"))) throw new Missing("the sources are missing; run it in a clone");
        String maven = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new Missing("Maven is missing; install it with apt-get install maven"))
                .toString();
        String modules = checks.stream().map(check -> check.module).distinct().collect(Collectors.joining(","));
        String tests = checks.stream().flatMap(check -> check.tests.stream()).collect(Collectors.joining(","));
        List<String> command = new ArrayList<>(List.of(
                maven,
                "-B",
                "-ntp",
                "test",
                "--fail-at-end",
                "-am",
                "-pl",
                modules,
                "-Dtest=" + tests,
                "-Dsurefire.failIfNoSpecifiedTests=false"));
        checks.forEach(check -> command.addAll(check.properties));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
        builder.environment().put("TZ", "UTC");
        Files.createFile(begin);
        Process process = builder.start();
        try {
            process.waitFor();
        } finally {
            process.destroy(); // has ended, unless this was interrupted
        }
    }

    /** How many tests were skipped, which is what those do that need recorded data where it is absent. */
    private static int read(Path reports, String test, FileTime started, Cases cases) throws IOException {
        List<Path> files = List.of();
        if (Files.isDirectory(reports)) {
            try (Stream<Path> all = Files.list(reports)) {
                files = all.filter(file -> file.getFileName().toString().matches("TEST-.*\\." + test + "\\.xml"))
                        .toList();
            }
        }
        boolean ran =
                files.size() == 1 && Files.getLastModifiedTime(files.getFirst()).compareTo(started) >= 0;
        cases.require(ran, test + " did not run; see the folder conformance-… in run/ of the data directory");
        if (!ran) return 0;
        int skipped = 0;
        NodeList all = parsed(files.getFirst()).getElementsByTagName("testcase");
        for (int i = 0; i < all.getLength(); i++) {
            Element one = (Element) all.item(i);
            if (one.getElementsByTagName("skipped").getLength() > 0) {
                skipped++;
                continue;
            }
            boolean passed = one.getElementsByTagName("failure").getLength() == 0
                    && one.getElementsByTagName("error").getLength() == 0;
            cases.require(passed, test + '.' + one.getAttribute("name") + " did not pass");
        }
        cases.require(skipped < all.getLength(), test + " skipped all of its tests");
        return skipped;
    }

    private static Document parsed(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the report " + file + " cannot be read", e);
        }
    }
}
