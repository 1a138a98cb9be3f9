package io.trivium.industrial.opcua;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The stored state of the subscription at one server, so that the service continues with it after it was killed: the
 * data queued at the server is then not lost.
 */
final class SubscriptionFile {
    private static final Logger LOG = Logger.getLogger(SubscriptionFile.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;

    SubscriptionFile(Path file) {
        this.file = file;
    }

    /** The file of a server in the directory of OPC UA. */
    static SubscriptionFile of(Path directory, String server) {
        return new SubscriptionFile(directory.resolve("subscriptions").resolve(server + ".json"));
    }

    /**
     * A subscription.
     *
     * @param endpoint of the server that has it
     * @param serverStart when that server was started: another start gives the same number to others' subscriptions
     */
    record Known(String endpoint, long serverStart, long subscriptionId, List<Item> items) {}

    /**
     * A monitored item.
     *
     * @param handle what its values come under
     * @param itemId what the server calls it
     */
    record Item(long handle, long itemId, MonitoredNode node) {}

    /**
     * Returns the last written state for this endpoint; empty if it cannot be read, since a new subscription is
     * sufficient.
     */
    Optional<Known> read(String endpoint) {
        if (!Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(JSON.readValue(file.toFile(), Known.class))
                    .filter(known -> known.endpoint().equals(endpoint));
        } catch (IOException e) {
            LOG.warnf(e, "%s cannot be read; a new subscription is made", file);
            return Optional.empty();
        }
    }

    /** Deletes the stored state: the next connection begins with a new subscription. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf(e, "%s cannot be deleted", file);
        }
    }

    /** Writes all of it or nothing. Without it a killed service loses what the server had queued, and nothing else. */
    void write(Known known) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            JSON.writeValue(temporary.toFile(), known);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warnf(e, "%s cannot be written; if this service is killed, what the server has queued is lost", file);
        }
    }
}
