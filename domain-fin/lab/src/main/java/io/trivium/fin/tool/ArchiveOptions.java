package io.trivium.fin.tool;

import io.trivium.fin.replay.AuthorizationArchive;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The source of recorded authorizations, and their name. */
public final class ArchiveOptions {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Directory of daily files such as 2018-07-25.csv.gz.")
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Option(
            names = "--data-name",
            paramLabel = "NAME",
            description = "Name of the data in a model's provenance; the directory's name by default.")
    private String name = "";

    @Option(
            names = "--data-licence",
            paramLabel = "LICENCE",
            defaultValue = "unknown",
            description = "Licence of the data in a model's provenance (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private String licence;

    public AuthorizationArchive open() {
        return AuthorizationArchive.open(directory);
    }

    public Path directory() {
        return directory;
    }

    public String name() {
        Path last = directory.toAbsolutePath().normalize().getFileName();
        return !name.isEmpty() ? name : last == null ? "archive" : last.toString();
    }

    public String licence() {
        return licence;
    }
}
