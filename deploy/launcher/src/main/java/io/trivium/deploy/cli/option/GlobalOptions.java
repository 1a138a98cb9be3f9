package io.trivium.deploy.cli.option;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options every command understands, before or after its name. */
public final class GlobalOptions {
    @Option(
            names = "--data-dir",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "Where everything is kept (default: $TRIVIUM_DATA_DIR, else .data next to ./trivium).")
    @Nullable
    public Path dataDirectory;

    @Option(
            names = "--port-base",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            paramLabel = "PORT",
            description = "Number all ports are counted from (default: as last time, else 18000).")
    @Nullable
    public Integer portBase;

    @Option(
            names = "--json",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Print one JSON document on standard output.")
    public boolean json;

    @Option(
            names = "--no-input",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "Never ask anything; commands that would ask refuse.")
    boolean noInput;

    public final Terminal terminal = Terminal.of(System.getenv());

    public Path directory() {
        Path chosen = dataDirectory;
        if (chosen != null) return chosen;
        Map<String, String> environment = System.getenv();
        String fromEnvironment = environment.getOrDefault("TRIVIUM_DATA_DIR", "");
        return fromEnvironment.isBlank()
                ? io.trivium.deploy.standalone.Installation.current().root().resolve(".data")
                : Path.of(fromEnvironment);
    }

    /** The platform as it is; the directory is not created. */
    public Platform platform() {
        return new Platform(DataDirectory.at(directory()));
    }

    /** The platform in a directory that can be written, created if need be. */
    public Platform writablePlatform() {
        return new Platform(DataDirectory.open(directory()));
    }

    public void print(Object document) {
        terminal.data().println(json(document));
    }

    public static String json(Object document) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
