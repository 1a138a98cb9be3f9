package io.trivium.deploy.cli.option;

import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the passphrase of a backup's secrets comes from; never the command line, which others can see. */
public final class PassphraseOption {
    private static final String VARIABLE = "TRIVIUM_BACKUP_PASSPHRASE";

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File of the passphrase that encrypts the secrets (default: $" + VARIABLE + ").")
    @Nullable
    Path file;

    public Optional<String> read() {
        Path given = file;
        if (given == null) return Optional.ofNullable(System.getenv(VARIABLE)).filter(value -> !value.isBlank());
        try {
            return Optional.of(Files.readString(given).strip());
        } catch (IOException e) {
            throw LauncherException.failure(given + " cannot be read: " + e.getMessage());
        }
    }
}
