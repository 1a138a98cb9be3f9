package io.trivium.deploy.standalone;

import io.trivium.deploy.component.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** Main class of the broker's JVM: formats the log directory when there is none, then runs Kafka in this JVM. */
final class Broker {
    private Broker() {}

    public static void main(String[] arguments) throws IOException {
        Path properties = Path.of(arguments[0]);
        format(properties, arguments.length > 1 ? arguments[1] : null);
        Kafka.main(new String[] {properties.toString()});
    }

    /** A crash while formatting leaves no marker, and a directory without it was never used. */
    private static void format(Path properties, @Nullable String sharedId) throws IOException {
        Properties settings = new Properties();
        try (var reader = Files.newBufferedReader(properties)) {
            settings.load(reader);
        }
        Path logDirectory = Path.of(settings.getProperty("log.dirs"));
        Path marker = properties.resolveSibling("formatted");
        if (Files.exists(marker)) return;
        Cache.deleteTree(logDirectory);
        Files.createDirectories(logDirectory);
        String clusterId = sharedId == null ? Uuid.randomUuid().toString() : sharedId;
        List<String> command = new ArrayList<>(List.of(
                "format",
                "--config",
                properties.toString(),
                "--cluster-id",
                clusterId,
                "--feature",
                "transaction.version=2"));
        if (sharedId == null) command.add("--standalone");
        int code = StorageTool.execute(command.toArray(String[]::new), System.out);
        if (code != 0) throw new IOException("formatting " + logDirectory + " failed with code " + code);
        DataDirectory.writeAtomically(marker, clusterId + "\n");
    }

    /** The same for all brokers of one data directory. */
    static String clusterId(String dataDirectory) {
        UUID name = UUID.nameUUIDFromBytes(dataDirectory.getBytes(StandardCharsets.UTF_8));
        // An id that begins with a hyphen would be parsed as an option.
        long high = (name.getMostSignificantBits() & 0x00ff_ffff_ffff_ffffL) | 0x4100_0000_0000_0000L;
        return new Uuid(high, name.getLeastSignificantBits()).toString();
    }
}
