package io.trivium.deploy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {
    @TempDir
    Path parent = Path.of(".");

    private List<Finding> findings(DataDirectory data) throws InterruptedException {
        return new Diagnosis(new Installation(parent), new Platform(data), 25_000).findings();
    }

    @Test
    void looksAtAMachineWithoutAPlatformAndChangesNothing() throws InterruptedException {
        List<Finding> findings = findings(DataDirectory.at(parent.resolve("data")));
        List<String> looked = findings.stream().map(Finding::what).toList();
        assertTrue(looked.containsAll(List.of("JDK", "memory", "file handles", "fsync", "clock", "data directory")));
        assertTrue(findings.stream().anyMatch(finding -> finding.found().equals("domain-fin is not built")));
        assertTrue(Files.notExists(parent.resolve("data")));
    }

    @Test
    void goesOnWhenTheStateFileIsDamaged() throws Exception {
        DataDirectory data = DataDirectory.open(parent.resolve("data"));
        Files.writeString(data.statusFile(), "{");
        assertEquals(
                1,
                findings(data).stream()
                        .filter(finding -> finding.what().equals("state file"))
                        .count());
    }
}
