package io.trivium.deploy.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums of the files that services keep: path and content, by service and first directory. */
final class FileSums {
    private FileSums() {}

    static Map<String, Sum> read(Path root) throws IOException {
        Map<String, MessageDigest> digests = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        for (Path file : KeptFiles.of(root)) {
            String path = root.relativize(file).toString();
            String group = group(Path.of(path));
            MessageDigest digest = digests.computeIfAbsent(group, _ -> Digests.sha256());
            Digests.field(digest, path.getBytes(StandardCharsets.UTF_8));
            Digests.field(digest, Digests.of(file).getBytes(StandardCharsets.UTF_8));
            counts.merge(group, 1L, Long::sum);
        }
        Map<String, Sum> sums = new TreeMap<>();
        digests.forEach(
                (group, digest) -> sums.put(group, Sum.of(counts.getOrDefault(group, 0L), Digests.hex(digest))));
        return sums;
    }

    private static String group(Path path) {
        return path.subpath(0, Math.min(2, path.getNameCount())).toString();
    }

    /** Sorted; a file that is deleted during the listing is not included. */
    static List<Path> tree(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) return List.of();
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) files.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }
        });
        Collections.sort(files);
        return List.copyOf(files);
    }
}
