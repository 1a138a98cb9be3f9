package io.trivium.deploy.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which files of a data directory services cannot make again. */
final class KeptFiles {
    /** Of the payments service's streams Kafka has a log of every change. */
    private static final Path STREAMS = Path.of("domain-fin/streams");

    private static final List<String> SERVICES =
            List.of("domain-fin", "domain-industrial", "domain-med", "model-runtime");

    private KeptFiles() {}

    /** Sorted by their paths. */
    static List<Path> of(Path root) throws IOException {
        List<Path> kept = new ArrayList<>();
        for (String service : SERVICES) {
            for (Path file : FileSums.tree(root.resolve(service))) {
                if (!root.relativize(file).startsWith(STREAMS)) kept.add(file);
            }
        }
        return kept;
    }
}
