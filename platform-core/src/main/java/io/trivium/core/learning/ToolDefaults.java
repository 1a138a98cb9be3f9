package io.trivium.core.learning;

import io.trivium.core.model.ModelName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a domain's offline tool finds packs unless its options say otherwise; set by the launcher. */
public final class ToolDefaults {
    /** Folder in which packs are written, each below its name and version. */
    public static final String TRAINED = "TRIVIUM_TRAINED_PACKS";

    private static final String BUNDLED = "TRIVIUM_BUNDLED_PACKS";

    private ToolDefaults() {}

    /** The highest bundled version of a model; empty where there is none. */
    public static Optional<Path> bundled(ModelName model) {
        return newest(BUNDLED, model);
    }

    /** The highest version of a model that was trained here, else the highest bundled one. */
    public static Optional<Path> trainedOrBundled(ModelName model) {
        return newest(TRAINED, model).or(() -> bundled(model));
    }

    private static Optional<Path> newest(String variable, ModelName model) {
        String folder = System.getenv(variable);
        if (folder == null) return Optional.empty();
        Path versions = Path.of(folder, model.value());
        if (!Files.isDirectory(versions)) return Optional.empty();
        try (Stream<Path> all = Files.list(versions)) {
            return all.filter(Files::isDirectory)
                    .max(Comparator.comparing(
                            pack -> Version.parse(pack.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
