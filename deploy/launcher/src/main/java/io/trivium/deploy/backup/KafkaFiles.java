package io.trivium.deploy.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Which files of a broker are its data; it makes the others again, indexes among them. */
final class KafkaFiles {
    private static final List<String> LEFT_OUT =
            List.of(".index", ".timeindex", ".lock", ".deleted", ".cleaned", ".swap", ".tmp", "server.properties");

    private KafkaFiles() {}

    static List<Path> of(Path kafka) throws IOException {
        return FileSums.tree(kafka).stream().filter(KafkaFiles::isData).toList();
    }

    static boolean isData(Path file) {
        String name = file.getFileName().toString();
        return LEFT_OUT.stream().noneMatch(name::endsWith) && !name.equals(".kafka_cleanshutdown");
    }
}
