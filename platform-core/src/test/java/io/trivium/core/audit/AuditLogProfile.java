package io.trivium.core.audit;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Gives the test application a signing key and a data directory. */
public class AuditLogProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path directory = Files.createTempDirectory("trivium-audit");
            Path key = directory.resolve("audit.pem");
            AuditKeys.generate(key);
            return Map.of(
                    "platform.audit.signing-key", key.toString(),
                    "platform.audit.data-directory", directory.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory", e);
        }
    }
}
