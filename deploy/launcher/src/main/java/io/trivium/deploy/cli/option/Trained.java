package io.trivium.deploy.cli.option;

import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Packs that were trained here and not yet bundled, below the data directory. */
public final class Trained {
    private static final String NAME = "trained";

    private Trained() {}

    /** Where they are written unless another place is named; the data directory is created if need be. */
    public static Path writableDirectory(GlobalOptions options) {
        return DataDirectory.open(options.directory()).of(NAME);
    }

    /** The newest version of a model, where there is one. */
    public static Optional<Path> newest(GlobalOptions options, String model) {
        Path versions = options.directory().resolve(NAME).resolve(model);
        if (!Files.isDirectory(versions)) return Optional.empty();
        try (Stream<Path> all = Files.list(versions)) {
            return all.filter(Files::isDirectory)
                    .max(Comparator.comparing(pack ->
                            ModuleDescriptor.Version.parse(pack.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
