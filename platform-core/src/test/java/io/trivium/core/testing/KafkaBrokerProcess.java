package io.trivium.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.LogManager;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Main class of the child JVM of {@link KafkaServer}: formats the log directory when it is empty, then runs the broker until
 * it is killed or its parent is gone. Arguments: properties file, log directory, cluster id.
 */
public final class KafkaBrokerProcess {
    private KafkaBrokerProcess() {}

    public static void main(String[] args) {
        showWarnings();
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> haltAtEndOf(System.in));
        String properties = args[0];
        if (!Files.exists(Path.of(args[1], "meta.properties"))) {
            int failed = kafka.tools.StorageTool.execute(
                    new String[] {"format", "--config", properties, "--cluster-id", args[2], "--standalone"},
                    System.out);
            if (failed != 0) Runtime.getRuntime().halt(failed);
        }
        kafka.Kafka.main(new String[] {properties});
    }

    /** Nothing else in this JVM sets logging up, and a broker that ends says why in its log alone. */
    private static void showWarnings() {
        System.setProperty("java.util.logging.manager", LogManager.class.getName());
        var console = new ConsoleHandler(new PatternFormatter("%d{HH:mm:ss,SSS} %-5p [%c] %s%e%n"));
        console.setLevel(Level.WARN);
        LogContext.getLogContext().getLogger("").addHandler(console);
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
