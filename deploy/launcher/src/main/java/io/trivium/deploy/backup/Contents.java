package io.trivium.deploy.backup;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Every row and record of a platform, and the positions of its consumers.
 *
 * @param tables by {@code database/schema.table}
 * @param topics by partition
 * @param groups offset of each group of consumers, by group and partition
 * @param sent events that the database calls sent, by topic
 * @param files by service and directory
 */
public record Contents(
        Map<String, TablePrints> tables,
        Map<String, PartitionPrints> topics,
        Map<String, Long> groups,
        Map<String, List<UUID>> sent,
        Map<String, Sum> files) {
    /** Of no data. */
    public static final Contents NONE = new Contents(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * Of a directory whose platform is stopped, read while only PostgreSQL and Kafka run, so that there are no writes.
     *
     * @param ignored columns that do not count, as {@code table.column}
     * @param earlier tables of which only the columns that they had then count
     */
    public static Contents ofStopped(
            DataDirectory data, int portBase, List<String> ignored, Map<String, TablePrints> earlier, Duration limit)
            throws InterruptedException {
        Platform stores = Platform.storesOnly(data);
        stores.start(portBase);
        try {
            PlatformStatus status = stores.awaitReady(limit, _ -> {});
            TopicSums kafka = kafka(status, data);
            kafka.awaitNoTransactions();
            try (FrozenDatabases databases = new FrozenDatabases(new Database(status, data))) {
                return new Contents(
                        databases.read(ignored, earlier),
                        kafka.prints(),
                        kafka.groups(),
                        databases.sentEvents(),
                        FileSums.read(data.root()));
            }
        } catch (SQLException | SqlFailure | IOException e) {
            throw LauncherException.failure(
                    "What " + data.root() + " holds cannot be read (" + e.getMessage() + "); see its logs.");
        } finally {
            stores.stop(_ -> {});
        }
    }

    /** Every record of a running platform. */
    public static Map<String, PartitionPrints> records(PlatformStatus status, DataDirectory data)
            throws InterruptedException {
        return kafka(status, data).prints();
    }

    /** Where the committed records of each partition of a running platform end. */
    public static Map<String, Long> ends(PlatformStatus status, DataDirectory data) throws InterruptedException {
        return kafka(status, data).ends();
    }

    private static TopicSums kafka(PlatformStatus status, DataDirectory data) {
        return new TopicSums(new KafkaAccess("127.0.0.1:" + status.ports().kafka(), Secrets.of(data)));
    }

    public long rows() {
        return tables.values().stream().mapToLong(table -> table.rows().size()).sum();
    }

    public long records() {
        return topics.values().stream()
                .mapToLong(partition -> partition.records().size())
                .sum();
    }

    /** Topics in which a record may disappear once its key has a newer one. */
    public Set<String> compactedTopics() {
        return topics.entrySet().stream()
                .filter(entry -> entry.getValue().compacted())
                .map(entry -> entry.getKey().substring(0, entry.getKey().lastIndexOf('-')))
                .collect(Collectors.toSet());
    }

    /** The contradictions between database and topics. */
    public List<String> contradictions() {
        List<String> found = new ArrayList<>();
        Map<String, Map<UUID, Long>> events = new HashMap<>();
        topics.forEach((partition, prints) -> {
            Map<UUID, Long> of =
                    events.computeIfAbsent(partition.substring(0, partition.lastIndexOf('-')), _ -> new HashMap<>());
            prints.records().values().forEach(print -> of.merge(print.event(), 1L, Long::sum));
        });
        sent.forEach((topic, all) -> {
            Map<UUID, Long> there = new HashMap<>(events.getOrDefault(topic, Map.of()));
            long missing = all.stream()
                    .filter(event -> there.merge(event, -1L, Long::sum) < 0)
                    .count();
            if (missing > 0) found.add(topic + " lacks " + missing + " events that the database calls sent");
        });
        groups.forEach((group, offset) -> {
            PartitionPrints partition = topics.get(group.substring(group.indexOf('/') + 1));
            if (partition != null && offset > partition.end()) {
                found.add("the group " + group + " is at " + offset + ", beyond the end at " + partition.end());
            }
        });
        return found;
    }
}
