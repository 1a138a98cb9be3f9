package io.trivium.deploy.standalone;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/**
 * Main class of the demo plant's MQTT broker, Apache Artemis: takes the directory, the port and the user; the password is in the
 * environment. A message is acknowledged once it is on the disk.
 */
final class MqttBroker {
    private static final int LARGEST_PACKET = 16 << 20;
    private static final int JOURNAL_FILE_BYTES = 10 << 20;

    /** What waits beyond so much memory waits in files. */
    private static final long MEMORY_BYTES = 48L << 20;

    private static final int PAGE_BYTES = 2 << 20;
    private static final long LEAST_FREE_BYTES = 256L << 20;
    private static final long TOPIC_KEPT_MS = 3_600_000;

    private MqttBroker() {}

    public static void main(String[] arguments) throws Exception {
        String password = System.getenv("TRIVIUM_MQTT_PASSWORD");
        if (password == null || password.isEmpty()) {
            throw new IllegalStateException("TRIVIUM_MQTT_PASSWORD is not set");
        }
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration(Path.of(arguments[0]), Integer.parseInt(arguments[1])));
        broker.setSecurityManager(new OneUser(arguments[2], password));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(broker)));
        broker.start();
        System.out.println("The MQTT broker is ready.");
    }

    private static Configuration configuration(Path directory, int port) throws Exception {
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDatasync(true)
                .setJournalFileSize(JOURNAL_FILE_BYTES)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large-messages").toString())
                .setGlobalMaxSize(MEMORY_BYTES)
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(true)
                .addAcceptorConfiguration(
                        "mqtt", "tcp://127.0.0.1:" + port + "?protocols=MQTT;maximumPacketSize=" + LARGEST_PACKET);
        // Beyond a share of the disk, which is what it goes by otherwise, it would take nothing, however much is free.
        configuration.setMaxDiskUsage(-1);
        configuration.setMinDiskFree(LEAST_FREE_BYTES);
        return configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                        .setPageSizeBytes(PAGE_BYTES)
                        .setAutoDeleteAddressesDelay(TOPIC_KEPT_MS));
    }

    private static void stop(EmbeddedActiveMQ broker) {
        try {
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the MQTT broker did not stop", e);
        }
    }

    /** Lets in whoever has the password, to everything. */
    private record OneUser(String user, String password) implements ActiveMQSecurityManager {
        @Override
        public boolean validateUser(String given, String secret) {
            return user.equals(given)
                    && secret != null
                    && MessageDigest.isEqual(
                            secret.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean validateUserAndRole(String given, String secret, Set<Role> roles, CheckType checkType) {
            return validateUser(given, secret);
        }

        @Override
        public String toString() {
            return user;
        }
    }
}
