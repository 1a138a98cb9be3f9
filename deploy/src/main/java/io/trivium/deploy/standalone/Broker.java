package io.trivium.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** Main class of the broker's JVM: formats the log directory when there is none, then runs Kafka in this JVM. */
final class Broker {
    private Broker() {}

    public static void main(String[] arguments) throws IOException {
        Path properties = Path.of(arguments[0]);
        format(properties);
        Kafka.main(new String[] {properties.toString()});
    }

    /** A crash while formatting leaves no marker, and a directory without it was never used. */
    private static void format(Path properties) throws IOException {
        Properties settings = new Properties();
        try (var reader = Files.newBufferedReader(properties)) {
            settings.load(reader);
        }
        Path logDirectory = Path.of(settings.getProperty("log.dirs"));
        Path marker = properties.resolveSibling("formatted");
        if (Files.exists(marker)) {
            return;
        }
        Cache.deleteTree(logDirectory);
        Files.createDirectories(logDirectory);
        String clusterId = Uuid.randomUuid().toString();
        int code = StorageTool.execute(
                new String[] {
                    "format",
                    "--config",
                    properties.toString(),
                    "--cluster-id",
                    clusterId,
                    "--standalone",
                    "--feature",
                    "transaction.version=2"
                },
                System.out);
        if (code != 0) {
            throw new IOException("formatting " + logDirectory + " failed with code " + code);
        }
        DataDirectory.writeAtomically(marker, clusterId + "\n");
    }
}
