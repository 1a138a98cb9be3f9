package io.trivium.deploy.faults;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.KafkaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Deletes the payments service's state of cards, locally and in the changelog, while it is dead, as a faulty store
 * would. A run that does not notice proves nothing.
 */
public final class StateLoss {
    private static final TopicPartition CARDS = new TopicPartition("trivium-fin-card-days-changelog", 0);
    private static final long SECONDS = 20;

    private StateLoss() {}

    public static void ofCards(KafkaAccess kafka, DataDirectory data) throws InterruptedException {
        try (Admin admin = Admin.create(kafka.client(Map.of("client.id", "faults-sabotage")))) {
            deleteTree(data.of("domain-fin").resolve("streams"));
            // Records of a topic that is compacted alone cannot be deleted.
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, CARDS.topic()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get(SECONDS, TimeUnit.SECONDS);
            admin.deleteRecords(Map.of(CARDS, RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get(SECONDS, TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw LauncherException.failure("The state of cards could not be lost: " + e.getMessage());
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) return;
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
