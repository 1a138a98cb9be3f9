package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.Provisioning;
import io.trivium.deploy.component.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compose and the chart provision the same as the standalone platform before the services start. */
class ProvisioningFilesTest {
    private static final Path FILES = Path.of(System.getProperty("trivium.root"), "deploy/helm/trivium/files");

    @Test
    void theListOfTopicsIsThatOfThePlatform() throws IOException {
        List<String> listed = Files.readAllLines(FILES.resolve("topics.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertEquals(Topics.ALL.stream().map(ProvisioningFilesTest::line).toList(), listed);
    }

    private static String line(String topic) {
        Map<String, String> settings = Topics.settings(topic);
        return settings.isEmpty()
                ? topic
                : topic
                        + settings.entrySet().stream()
                                .map(setting -> " " + setting.getKey() + "=" + setting.getValue())
                                .sorted()
                                .collect(Collectors.joining());
    }

    @Test
    void everySchemaIsMadeByTheSameStatements() throws IOException {
        String sql = Files.readString(FILES.resolve("postgres.sql"));
        for (String schema : Provisioning.SCHEMAS) {
            for (String statement : Provisioning.schemaStatements(schema)) {
                assertTrue(sql.contains("\n" + statement + ";\n"), () -> "postgres.sql lacks: " + statement);
            }
            for (String role : List.of(schema + "_owner", schema + "_app")) {
                assertTrue(sql.contains("'" + Provisioning.createRole(role) + "'"), role);
                assertTrue(
                        sql.contains("\\getenv " + role + " " + role.toUpperCase(Locale.ROOT) + "_PASSWORD\n"), role);
            }
        }
    }
}
