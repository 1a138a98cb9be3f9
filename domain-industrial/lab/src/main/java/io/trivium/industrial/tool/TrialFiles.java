package io.trivium.industrial.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The rows of a trial as the model runtime's tool reads them.
 *
 * @param folder of the files, and of what is made of them
 * @param held rows that choose when a training stops
 * @param measured rows that are answered and not learned from
 */
record TrialFiles(Path folder, Path learned, Path held, Path measured) {
    /** Rows that can be written. */
    @FunctionalInterface
    interface Rows {
        void write(Path file) throws IOException;
    }

    /** Writes rows to a new folder of {@code work}. */
    static TrialFiles write(Path work, Rows learned, Rows held, Rows measured) throws IOException {
        Path folder = Files.createTempDirectory(work, "trial-");
        TrialFiles files = new TrialFiles(
                folder,
                folder.resolve("training.safetensors"),
                folder.resolve("validation.safetensors"),
                folder.resolve("asked.safetensors"));
        learned.write(files.learned);
        held.write(files.held);
        measured.write(files.measured);
        return files;
    }
}
