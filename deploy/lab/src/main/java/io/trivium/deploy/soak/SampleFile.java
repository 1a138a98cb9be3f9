package io.trivium.deploy.soak;

import io.trivium.deploy.LauncherException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Samples as lines of a file, written as they are taken: a run that is cut short loses none. */
final class SampleFile implements AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;

    private SampleFile(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    static SampleFile create(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            SampleFile created = new SampleFile(file, Files.newBufferedWriter(file));
            created.write(Sample.HEADER);
            return created;
        } catch (IOException e) {
            throw LauncherException.failure("The samples cannot be kept in " + file + ": " + e.getMessage());
        }
    }

    void add(List<Sample> samples) {
        write(String.join("\n", samples.stream().map(Sample::line).toList()));
    }

    private void write(String lines) {
        try {
            writer.write(lines);
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw LauncherException.failure("The samples cannot be kept in " + file + ": " + e.getMessage());
        }
    }

    /** All whole samples of a file; a last line that a crash cut off is left out. */
    static List<Sample> read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.getFirst().equals(Sample.HEADER)) {
                throw LauncherException.failure(
                        file + " holds no samples of a soak; its first line must be " + Sample.HEADER + ".");
            }
            List<Sample> samples = new ArrayList<>();
            for (int i = 1; i < lines.size(); i++) {
                try {
                    samples.add(Sample.parse(lines.get(i)));
                } catch (IllegalArgumentException _) {
                    if (i < lines.size() - 1) {
                        throw LauncherException.failure("Line " + (i + 1) + " of " + file + " is no sample.");
                    }
                }
            }
            return samples;
        } catch (IOException e) {
            throw LauncherException.failure("The samples in " + file + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw LauncherException.failure("The samples cannot be kept in " + file + ": " + e.getMessage());
        }
    }
}
