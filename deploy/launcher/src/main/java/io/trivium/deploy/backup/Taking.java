package io.trivium.deploy.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Copies files into a backup and keeps their sums. */
final class Taking {
    private static final int BUFFER = 1 << 16;

    private final Path backup;
    private final Map<String, BackupManifest.Entry> taken = new TreeMap<>();

    Taking(Path backup) {
        this.backup = backup;
    }

    /** The first bytes of a file that may grow meanwhile. */
    void take(Path file, String to, long bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            take(in, to, bytes);
        }
    }

    /** A file as it is when it is read; one deleted before that is not part of the backup. */
    void takeIfThere(Path file, String to) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            take(in, to, Long.MAX_VALUE);
        } catch (NoSuchFileException _) {
            // PostgreSQL deletes files while it is copied; the replay of its log deletes them again.
        }
    }

    void take(InputStream in, String to, long bytes) throws IOException {
        Path target = backup.resolve(to);
        Files.createDirectories(Objects.requireNonNull(target.getParent()));
        MessageDigest digest = Digests.sha256();
        long left = bytes;
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            byte[] buffer = new byte[BUFFER];
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) break;
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        taken.put(to, new BackupManifest.Entry(Files.size(target), Digests.hex(digest)));
    }

    Map<String, BackupManifest.Entry> taken() {
        return Collections.unmodifiableMap(taken);
    }
}
