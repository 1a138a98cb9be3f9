package io.trivium.deploy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofDirectoryTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void whatNoProofMadeIsRefused() throws IOException {
        Files.writeString(directory.resolve("FORMAT"), "trivium");
        LauncherException refused = assertThrows(LauncherException.class, () -> ProofDirectory.claim(directory));
        assertEquals(ExitCode.REFUSED, refused.exitCode());
    }

    @Test
    void itsOwnIsTakenAgain() throws IOException {
        ProofDirectory.claim(directory);
        Files.createDirectory(directory.resolve("live"));
        ProofDirectory.claim(directory);
    }
}
