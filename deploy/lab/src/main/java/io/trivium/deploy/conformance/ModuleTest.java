package io.trivium.deploy.conformance;

import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Test classes of a module that have a checker from outside judge the product against servers that they start: for checkers that
 * are too large for an installation, and for settings that the running platform does not have. Maven runs them; a case is a test.
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
        String maven = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new Missing("Maven is missing; install it with apt-get install maven"))
                .toString();
        Path reports = Files.createDirectories(target.directory().resolve("reports-" + tests.getFirst()));
        Path log = target.directory().resolve(tests.getFirst() + ".log");
        List<String> command = new ArrayList<>(List.of(
                maven,
                "-B",
                "-ntp",
                "test",
                "-am",
                "-pl",
                module,
                "-Dtest=" + String.join(",", tests),
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "-Dsurefire.reportsDirectory=" + reports));
        command.addAll(properties);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
        builder.environment().put("TZ", "UTC");
        int code = builder.start().waitFor();
        Cases cases = new Cases();
        for (String test : tests) read(reports, test, cases);
        cases.require(code == 0, "Maven ended with code " + code + "; see " + log);
        return cases.judgedBy(checker);
    }

    private static void read(Path reports, String test, Cases cases) throws IOException {
        List<Path> files;
        try (var all = Files.list(reports)) {
            files = all.filter(file -> file.getFileName().toString().matches("TEST-.*\\." + test + "\\.xml"))
                    .toList();
        }
        cases.require(files.size() == 1, test + " did not run");
        for (Path file : files) {
            NodeList all = parsed(file).getElementsByTagName("testcase");
            for (int i = 0; i < all.getLength(); i++) {
                Element one = (Element) all.item(i);
                boolean passed = one.getElementsByTagName("failure").getLength() == 0
                        && one.getElementsByTagName("error").getLength() == 0
                        && one.getElementsByTagName("skipped").getLength() == 0;
                cases.require(passed, test + '.' + one.getAttribute("name") + " did not pass");
            }
        }
    }

    private static Document parsed(Path file) throws IOException {
        try {
            return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the report " + file + " cannot be read", e);
        }
    }
}
