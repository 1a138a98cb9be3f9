package io.trivium.core.audit.shipping;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Segments as read-only files. A file appears under its name when it is complete and on disk. */
final class DirectoryStore implements SegmentStore {
    static final String NAME = "directory";

    private final Path root;

    DirectoryStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(root.resolve(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void put(String key, byte[] object) throws IOException {
        Path file = root.resolve(key);
        Path directory = parent(file);
        Files.createDirectories(directory);
        if (Files.exists(file)) throw new FileAlreadyExistsException(file.toString());
        Path partial = directory.resolve(file.getFileName() + ".partial");
        Files.deleteIfExists(partial);
        try (FileChannel channel = FileChannel.open(
                partial,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--r-----")))) {
            ByteBuffer bytes = ByteBuffer.wrap(object);
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        // The directories above it are new with the first segment of a chain.
        for (Path each = directory; each != null && each.startsWith(root); each = each.getParent()) {
            try (FileChannel entry = FileChannel.open(each, StandardOpenOption.READ)) {
                entry.force(true);
            }
        }
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        if (parent == null) throw new IllegalStateException("a key has a service and a tenant: " + file);
        return parent;
    }
}
