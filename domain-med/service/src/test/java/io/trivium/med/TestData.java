package io.trivium.med;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Locations of the measured data; a test that needs it is skipped without it. */
public final class TestData {
    private TestData() {}

    /** A file or folder below the folder {@code med}. */
    public static Path require(String name) {
        String set = System.getenv("TRIVIUM_DATA");
        Path root = set != null
                ? Path.of(set)
                : Path.of(System.getProperty("trivium.root", "..")).resolve("../shared/data");
        Path path = root.resolve("med").resolve(name).normalize();
        assumeTrue(Files.exists(path), () -> "skipped: no data at " + path + " (set TRIVIUM_DATA)");
        return path;
    }

    public static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
