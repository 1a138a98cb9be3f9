package io.trivium.deploy.standalone;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unpacked and built third-party programs, shared by all data directories of a user. Everything in it can be deleted. */
public final class Cache {
    /** Fills an empty directory. */
    @FunctionalInterface
    interface Filler {
        void fill(Path directory) throws IOException, InterruptedException;
    }

    private final Path root;

    Cache(Path root) {
        this.root = root;
    }

    /** {@code TRIVIUM_CACHE_DIR}, else {@code trivium} under the XDG cache directory. */
    public static Cache ofUser(Map<String, String> environment) {
        @Nullable String own = environment.get("TRIVIUM_CACHE_DIR");
        if (own != null && !own.isBlank()) return new Cache(Path.of(own));
        @Nullable String xdg = environment.get("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return new Cache(base.resolve("trivium"));
    }

    /** Fills the entries that every first start needs: PostgreSQL unpacked, Keycloak unpacked and built. */
    public void prepare(Installation installation, DataDirectory data) throws IOException, InterruptedException {
        PostgresComponent.binaries(this);
        KeycloakComponent.build(installation.keycloakArchive(), this, Jvm.current(), data.log(KeycloakComponent.NAME));
    }

    public Path root() {
        return root;
    }

    /** The entry of that name, filled on first use. A crash or a second process never leaves or sees half an entry. */
    Path entry(String name, Filler filler) throws IOException, InterruptedException {
        Path entry = root.resolve(name);
        if (Files.isDirectory(entry)) return entry;
        Files.createDirectories(root);
        try (FileChannel channel = FileChannel.open(
                        root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) throw new IOException("no lock on " + entry);
            if (Files.isDirectory(entry)) return entry;
            Path unfinished = root.resolve(name + ".unfinished");
            deleteTree(unfinished);
            Files.createDirectories(unfinished);
            filler.fill(unfinished);
            Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
            return entry;
        }
    }

    /** Deletes a directory with all its contents; links are removed, not followed. */
    public static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) return;
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) throw failure;
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
