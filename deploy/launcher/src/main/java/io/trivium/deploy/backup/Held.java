package io.trivium.deploy.backup;

import io.trivium.deploy.standalone.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Files as they are at one instant: a second link to each and its length. Later writes, replacements and deletions have
 * no effect, as long as files only grow or are replaced as a whole.
 */
final class Held implements AutoCloseable {
    private final Path root;
    private final Path links;
    private final List<Link> held = new ArrayList<>();

    private record Link(String path, long bytes) {}

    /** @param root data directory, on whose file system the links are made */
    Held(Path root) throws IOException {
        this.root = root;
        this.links = Files.createTempDirectory(root.resolve("run"), "backup-");
    }

    void hold(List<Path> files) throws IOException {
        for (Path file : files) {
            Path relative = root.relativize(file);
            Path link = links.resolve(relative);
            Files.createDirectories(Objects.requireNonNull(link.getParent()));
            try {
                Files.createLink(link, file);
                held.add(new Link(relative.toString(), Files.size(link)));
            } catch (NoSuchFileException _) {
                // A service deleted it between being listed and being held: it is not there at the cut.
            }
        }
    }

    void take(Taking taking, String below) throws IOException {
        for (Link link : held) taking.take(links.resolve(link.path()), below + link.path(), link.bytes());
    }

    @Override
    public void close() throws IOException {
        Cache.deleteTree(links);
    }
}
