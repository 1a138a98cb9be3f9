package io.trivium.deploy.cli.option;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packs that the model runtime of a data directory has registered; it need not run. */
public record RegisteredModels(Path store) {
    private static final Pattern MODEL = Pattern.compile("([a-z][a-z0-9-]{1,62})(?:/([0-9][0-9.]{0,40}))?");

    public static RegisteredModels of(GlobalOptions options) {
        return new RegisteredModels(
                DataDirectory.at(options.directory()).of("model-runtime").resolve("models"));
    }

    /** The directory of a registered version.
     * @throws LauncherException when there is none */
    public Path pack(String model) {
        Matcher named = MODEL.matcher(model);
        if (!named.matches()) {
            throw LauncherException.failure(
                    "--model is NAME or NAME/VERSION, such as fin-authorization-risk/4, not " + model + ".");
        }
        Path versions = store.resolve(named.group(1));
        if (!Files.isDirectory(versions)) {
            throw LauncherException.failure("There is no model " + named.group(1) + " in " + store
                    + "; ./trivium up registers those that are shipped.");
        }
        String version = named.group(2) == null ? highest(versions) : named.group(2);
        Path pack = versions.resolve(version);
        if (!Files.isDirectory(pack)) {
            throw LauncherException.failure(
                    "There is no version " + version + " of " + named.group(1) + " in " + store + ".");
        }
        return pack;
    }

    private static String highest(Path versions) {
        try (Stream<Path> all = Files.list(versions)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{1,9}(\\.[0-9]{1,9}){0,3}"))
                    .max((a, b) -> Arrays.compare(numbers(a), numbers(b)))
                    .orElseThrow(() -> LauncherException.failure("There is no version in " + versions + "."));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
