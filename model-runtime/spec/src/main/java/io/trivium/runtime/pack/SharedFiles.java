package io.trivium.runtime.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of the same content in the packs of a store ({@code store/model/version}) as hard links to one another: the disk
 * has the bytes once, and frees them with the last pack that has them. A file of a stored pack is never written to; where
 * the file system has no hard links, each pack keeps its own copy. Safe where several processes change the store: a link
 * is made to what was compared, or not at all.
 */
public final class SharedFiles {
    private SharedFiles() {}

    /**
     * The files of the packs of a store.
     *
     * @param bytes that they take on the disk, each content that is shared once
     * @param namedBytes the sum of their sizes
     */
    public record Usage(long bytes, long namedBytes) {}

    /**
     * Replaces the files of a verified pack by links to the same contents in packs of the store. Its specification stays
     * its own: that it is lost must not take the versions before it along, and it is small.
     */
    public static void share(Path store, ModelPack pack) throws IOException {
        Map<String, List<Path>> stored = new HashMap<>();
        for (Path other : packs(store)) {
            if (!other.equals(pack.directory())) list(other, stored);
        }
        for (PackManifest.PackFile file : pack.manifest().files()) {
            if (file.path().equals(ModelPack.SPEC)) continue;
            Path own = pack.directory().resolve(file.path());
            for (Path same : stored.getOrDefault(file.sha256(), List.of())) if (link(own, same)) break;
        }
    }

    /** The paths of a pack's files by their SHA-256; a pack that cannot be read has none. */
    private static void list(Path pack, Map<String, List<Path>> stored) {
        try {
            for (PackManifest.PackFile file : PackManifest.parse(Files.readAllBytes(pack.resolve(ModelPack.MANIFEST)))
                    .files()) {
                stored.computeIfAbsent(file.sha256(), sha256 -> new ArrayList<>())
                        .add(pack.resolve(file.path()));
            }
        } catch (IOException | InvalidPackException _) {
            // Another process deleted it, or it is damaged.
        }
    }

    /** Makes a file a link to another that has the very same bytes now; false when it is left as it was. */
    private static boolean link(Path own, Path other) throws IOException {
        Path linked = own.resolveSibling(own.getFileName() + ".link");
        try {
            Files.createLink(linked, other);
            if (Files.mismatch(linked, own) != -1) return false;
            Files.move(linked, own, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException | UnsupportedOperationException _) {
            return false; // the other was deleted, or the file system has no links, or no more of this one
        } finally {
            Files.deleteIfExists(linked);
        }
    }

    /** As {@link Files#copy}, by a link where that can be made. */
    public static void linkOrCopy(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source);
        } catch (IOException | UnsupportedOperationException _) {
            Files.copy(source, target);
        }
    }

    /** Counts the files of the packs of a store; packs that change during the count may be left out. */
    public static Usage usage(Path store) throws IOException {
        Set<Object> seen = new HashSet<>();
        long bytes = 0;
        long named = 0;
        for (Path pack : packs(store)) {
            try (Stream<Path> files = Files.walk(pack)) {
                for (Path file : files.toList()) {
                    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    if (!attributes.isRegularFile()) continue;
                    named += attributes.size();
                    @Nullable Object key = attributes.fileKey();
                    if (key == null || seen.add(key)) bytes += attributes.size();
                }
            } catch (IOException | java.io.UncheckedIOException _) {
                // Another process deleted it.
            }
        }
        return new Usage(bytes, named);
    }

    private static List<Path> packs(Path store) throws IOException {
        List<Path> packs = new ArrayList<>();
        for (Path model : folders(store)) packs.addAll(folders(model));
        return packs;
    }

    private static List<Path> folders(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) return List.of();
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> !String.valueOf(entry.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
