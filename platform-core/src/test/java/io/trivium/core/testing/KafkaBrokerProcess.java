package io.trivium.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Main class of the child JVM of {@link KafkaServer}: formats the log directory when it is empty, then runs the broker until
 * it is killed or its parent is gone. Arguments: properties file, log directory, cluster id.
 */
public final class KafkaBrokerProcess {
    private KafkaBrokerProcess() {}

    public static void main(String[] args) {
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> haltAtEndOf(System.in));
        String properties = args[0];
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            int failed = kafka.tools.StorageTool.execute(
                    new String[] {"format", "--config", properties, "--cluster-id", args[2], "--standalone"},
                    System.out);
            if (failed != 0) {
                Runtime.getRuntime().halt(failed);
            }
        }
        kafka.Kafka.main(new String[] {properties});
    }

    /** The pipe from the parent ends with the parent, however that ended. */
    private static void haltAtEndOf(InputStream pipe) {
        try {
            while (pipe.read() >= 0) {
                // Nothing is ever written.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        Runtime.getRuntime().halt(1);
    }
}
