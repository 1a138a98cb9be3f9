package io.trivium.deploy.supervision;

import io.trivium.deploy.component.Snapshot;
import io.trivium.deploy.standalone.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Copies the launcher's class path next to the data, so that a build does not remove it while the supervisor runs. */
final class LauncherSnapshot {
    private LauncherSnapshot() {}

    /** Returns the class path of the copy, in the same order. */
    static String take(String classPath, Path to) throws IOException {
        Files.createDirectories(to);
        List<String> copied = new ArrayList<>();
        Set<Path> wanted = new HashSet<>();
        for (String entry : classPath.split(":", -1)) {
            Path source = Path.of(entry).toAbsolutePath();
            // An empty entry is the working directory, which may hold the very copy.
            if (entry.isEmpty() || !Files.exists(source)) continue;
            Path target = to.resolve(source.getFileName().toString());
            wanted.add(target);
            copied.add(target.toString());
            if (Files.isDirectory(source)) {
                Snapshot.copy(source, target);
            } else if (!Files.exists(target)
                    || Files.size(target) != Files.size(source)
                    || !Files.getLastModifiedTime(target).equals(Files.getLastModifiedTime(source))) {
                Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        try (Stream<Path> present = Files.list(to)) {
            for (Path old : present.filter(path -> !wanted.contains(path)).toList()) {
                Cache.deleteTree(old);
                Files.deleteIfExists(old);
            }
        }
        return String.join(":", copied);
    }
}
