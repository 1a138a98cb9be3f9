package io.trivium.deploy.component;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * Copies a built application to a directory next to the data it works on; unchanged files, by size and time, stay as
 * they are.
 */
public final class Snapshot {
    private Snapshot() {}

    public static void copy(Path from, Path to) throws IOException {
        Set<Path> wanted = new HashSet<>();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path target = to.resolve(from.relativize(file));
                wanted.add(target);
                if (!Files.exists(target)
                        || Files.size(target) != attributes.size()
                        || !Files.getLastModifiedTime(target).equals(attributes.lastModifiedTime())) {
                    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
                    Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING);
                    Files.setLastModifiedTime(unfinished, attributes.lastModifiedTime());
                    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Files.walkFileTree(to, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!wanted.contains(file)) Files.delete(file);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
