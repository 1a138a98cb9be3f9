package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A directory that a proof empties, which therefore must be its own. */
final class ProofDirectory {
    private static final String MARK = "thrown-away-by-bench";

    private ProofDirectory() {}

    /** Makes it, or refuses one with anything in it that no proof has made. */
    static void claim(Path root) throws IOException {
        Path mark = root.resolve(MARK);
        if (Files.isDirectory(root) && !Files.exists(mark)) {
            try (Stream<Path> entries = Files.list(root)) {
                if (entries.anyMatch(entry -> !entry.getFileName().toString().equals("logs"))) {
                    throw LauncherException.refused(
                            root + " is not empty and would be emptied; name a new directory with --data-dir.");
                }
            }
        }
        Files.createDirectories(root);
        Files.writeString(mark, "Everything here is deleted by the next ./trivium bench restore or upgrade.\n");
    }
}
