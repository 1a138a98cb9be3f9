package io.trivium.deploy.check;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.PostgresComponent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that the secrets of a data directory are present, complete, and readable by their owner alone. */
final class SecretChecks {
    private static final String WHAT = "secrets";
    private static final int SHORTEST = 32;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final DataDirectory data;

    SecretChecks(DataDirectory data) {
        this.data = data;
    }

    List<Finding> findings() {
        Path directory = data.secrets();
        if (!Files.isDirectory(directory)) return List.of();
        List<Finding> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.sorted().toList();
            if (isOpen(directory)) {
                wrong.add(Finding.bad(
                        WHAT,
                        directory + " has mode " + mode(directory) + ": others can read it",
                        "chmod 700 " + directory));
            }
            for (Path file : all) of(file, wrong);
        } catch (IOException e) {
            return List.of(Finding.bad(
                    WHAT,
                    directory + " cannot be read: " + e.getMessage(),
                    "Give it to the user that runs ./trivium: chown -R."));
        }
        missing(wrong);
        return wrong.isEmpty() ? List.of(Finding.good(WHAT, directory + ", for their owner alone")) : wrong;
    }

    private static void of(Path file, List<Finding> wrong) throws IOException {
        if (isOpen(file)) {
            wrong.add(Finding.bad(
                    WHAT,
                    file + " has mode " + mode(file) + ": others can read it",
                    "chmod 600 " + file + ", and change the secret if others were on this machine."));
        }
        if (!file.toString().endsWith(".pem")
                && !file.toString().endsWith(".tmp")
                && Files.readString(file).strip().length() < SHORTEST) {
            wrong.add(Finding.bad(
                    WHAT,
                    file + " is damaged: shorter than " + SHORTEST + " characters",
                    "Restore it from a backup of the data directory."));
        }
    }

    /** A new one would be created, which does not match the stored data. */
    private void missing(List<Finding> wrong) {
        if (Files.exists(PostgresComponent.cluster(data).resolve("PG_VERSION"))
                && !Files.exists(data.secrets().resolve("postgres-superuser"))) {
            wrong.add(Finding.bad(
                    WHAT,
                    "postgres-superuser is missing, and a database that was made with it is there",
                    "Restore it from a backup of the data directory before the next ./trivium up."));
        }
        if (Files.exists(data.secrets().resolve("audit-signing-key.pem"))
                && !Files.exists(data.secrets().resolve("audit-verification-key.pem"))) {
            wrong.add(Finding.bad(
                    WHAT,
                    "audit-verification-key.pem is missing: audit logs cannot be verified",
                    "Restore it from a backup of the data directory."));
        }
    }

    private static boolean isOpen(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
