package io.trivium.deploy.component;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Log files of the components: bounded in size and number. */
public final class LogFiles {
    private static final int KEPT = 5;
    private static final int TAIL_BYTES = 64 * 1024;

    private LogFiles() {}

    /** Moves a log of at least that size away, keeping the last five. For use while nothing writes to it. */
    public static void rotate(Path log, long bytes) throws IOException {
        if (!Files.exists(log) || Files.size(log) < bytes) return;
        for (int i = KEPT - 1; i >= 1; i--) {
            Path older = numbered(log, i);
            if (Files.exists(older)) Files.move(older, numbered(log, i + 1), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(log, numbered(log, 1), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Copies a log of at least that size away and empties it, while its process continues to append. */
    public static void rotateInUse(Path log, long bytes) throws IOException {
        if (!Files.exists(log) || Files.size(log) < bytes) return;
        Files.copy(log, numbered(log, 1), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private static Path numbered(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }

    /** The last lines of a log, oldest first; empty when there is none. */
    public static List<String> tail(Path log, int lines) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (NoSuchFileException | java.io.FileNotFoundException _) {
            return List.of();
        }
    }
}
