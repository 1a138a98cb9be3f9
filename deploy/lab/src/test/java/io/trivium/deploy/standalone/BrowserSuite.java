package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The tests of the consoles in {@code deploy/lab/src/test/browser}, run by Vitest in a headless Chromium against a platform that
 * is running. They sign in as people do, leave what they made (cases, a retired rule) and kill nothing.
 */
final class BrowserSuite {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final String CHROMIUM = "/usr/bin/chromium";

    private final Path root;

    BrowserSuite(Path root) {
        this.root = root;
    }

    /** Where Chromium or the consoles' packages are missing the suite is skipped, as the consoles' own browser tests are. */
    void run(Path data, int portBase) throws IOException, InterruptedException {
        Path vitest = root.resolve("node_modules/vitest/vitest.mjs");
        Path chromium = Path.of(System.getenv().getOrDefault("CHROMIUM_PATH", CHROMIUM));
        assumeTrue(
                Files.isExecutable(chromium),
                chromium + " is missing (Debian: apt-get install chromium fonts-noto-cjk)");
        assumeTrue(Files.exists(vitest), "the consoles' packages are missing (npm ci)");
        Path log = root.resolve("deploy/lab/target/browser-suite.log");
        ProcessBuilder command = new ProcessBuilder(
                        "node", vitest.toString(), "run", "--config", "deploy/lab/src/test/browser/vitest.config.ts")
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().put("TRIVIUM_DATA_DIR", data.toString());
        command.environment().put("TRIVIUM_PORT_BASE", Integer.toString(portBase));
        command.environment().put("NO_COLOR", "1");
        Process process = command.start();
        try {
            assertTrue(
                    process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS),
                    () -> "not done within " + LIMIT + "; see " + log);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(log);
        lines.forEach(System.out::println);
        assertEquals(0, process.exitValue(), () -> "the consoles' tests failed:\n" + String.join("\n", lines));
        assertTrue(
                lines.stream().anyMatch(line -> line.matches("\\s*Tests\\s+\\d+ passed.*")),
                () -> "no test of the consoles ran; see " + log);
    }
}
