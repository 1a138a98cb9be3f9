package io.trivium.fin.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, in a small file, the last day that was sent, so that the next run continues after it.
 *
 * <p>The file is a convenience: without it everything is sent again, and the platform drops what it already knows.
 */
public final class ReplayState {
    private final @Nullable Path file;
    private final String key;

    /**
     * @param file null when nothing is remembered
     * @param key what was sent to whom; a file of another key is ignored
     */
    public ReplayState(@Nullable Path file, String key) {
        this.file = file;
        this.key = key;
    }

    /** The last day that was sent completely. */
    public Optional<LocalDate> lastDay() throws IOException {
        if (file == null || !Files.exists(file)) return Optional.empty();
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.size() != 2 || !lines.getFirst().equals(key)) return Optional.empty();
        try {
            return Optional.of(LocalDate.parse(lines.get(1)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public void done(LocalDate day) throws IOException {
        if (file == null) return;
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) Files.createDirectories(parent);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, key + "\n" + day + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
