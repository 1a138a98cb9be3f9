package io.trivium.core.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Checkpoints as lines of a file that is only appended to; each line is on disk before the call returns. */
final class CheckpointFile {

    static final String NAME = "audit-checkpoints.ndjson";

    private final Path path;

    CheckpointFile(Path path) {
        this.path = path;
    }

    /**
     * The content of a file.
     *
     * @param checkpoints in file order
     * @param badLines numbers, from 1, of complete lines that are no checkpoint
     * @param torn whether the last line lacks its end, as a crash while writing leaves it
     */
    record Content(List<AuditCheckpoint> checkpoints, List<Integer> badLines, boolean torn) {}

    Content read() throws IOException {
        List<AuditCheckpoint> checkpoints = new ArrayList<>();
        List<Integer> bad = new ArrayList<>();
        if (!Files.exists(path)) return new Content(checkpoints, bad, false);
        // Latin-1 keeps any byte, so that a damaged file is reported instead of failing to be read.
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        int line = 0;
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            line++;
            int number = line;
            AuditCheckpoint.parse(text.substring(from, to)).ifPresentOrElse(checkpoints::add, () -> bad.add(number));
            from = to + 1;
        }
        return new Content(checkpoints, bad, from < text.length());
    }

    /** Cuts off a last line that a crash left unfinished; no checkpoint was ever acknowledged with it. */
    void dropTornLine() throws IOException {
        if (!Files.exists(path)) return;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            byte[] bytes = Files.readAllBytes(path);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') end--;
            if (end < bytes.length) {
                channel.truncate(end);
                channel.force(true);
            }
        }
    }

    void append(AuditCheckpoint checkpoint) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long before = channel.size();
            try {
                ByteBuffer line = ByteBuffer.wrap((checkpoint.line() + "\n").getBytes(StandardCharsets.UTF_8));
                while (line.hasRemaining()) channel.write(line);
                channel.force(true);
            } catch (IOException e) {
                // A partial line written to a full disk would corrupt the next line.
                channel.truncate(before);
                throw e;
            }
        }
    }
}
