package io.trivium.deploy.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.deploy.standalone.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrapeConfigTest {
    private static final Path SHIPPED =
            Path.of(System.getProperty("trivium.root"), "deploy/observability/prometheus.yml");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    private final Ports platform = new Ports(26_200, true);

    @Test
    void asksThatPlatformAndWhatStandsBesideIt() throws IOException {
        String config = ScrapeConfig.of(SHIPPED, platform, AlertingPorts.beside(platform));

        for (int port : new int[] {26_284, 26_285, 26_286, 26_287, 26_366, 26_367}) {
            assertTrue(config.contains("127.0.0.1:" + port), () -> port + " is not in\n" + config);
        }
        assertTrue(config.contains("http://127.0.0.1:26355/realms/trivium/"), config);
        assertFalse(config.contains("127.0.0.1:18"), config);
        assertFalse(config.contains("job_name: \"postgres\""), config);
        assertTrue(config.contains(SHIPPED.resolveSibling("rules").toString()), config);
    }

    @Test
    void isTakenByPrometheus(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed (apt-get install promtool)");
        Path file = directory.resolve("prometheus.yml");
        Files.writeString(file, ScrapeConfig.of(SHIPPED, platform, AlertingPorts.beside(platform)));

        Process check = new ProcessBuilder(PROMTOOL.toString(), "check", "config", file.toString())
                .redirectErrorStream(true)
                .start();
        String printed = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, check.waitFor(), printed);
        assertTrue(printed.contains("12 rule files"), printed);
    }
}
