package io.trivium.deploy.backup;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.KafkaAccess;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sums of every partition: offset, time, key, value and headers of the committed records. Of a compacted topic, where a
 * record may disappear at any time once its key has a newer one, the last value of each key counts.
 */
final class TopicSums {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String COMMITTED = "read_committed";
    private static final Duration CALL = Duration.ofSeconds(30);

    private final KafkaAccess kafka;

    TopicSums(KafkaAccess kafka) {
        this.kafka = kafka;
    }

    private interface Each {
        void partition(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, boolean compacted);
    }

    /** Of all topics but Kafka's own. */
    Map<String, Sum> read() throws InterruptedException {
        Map<String, Sum> sums = new TreeMap<>();
        visit(
                COMMITTED,
                (consumer, partition, compacted) -> sums.put(
                        partition.toString(),
                        compacted ? lastValues(consumer, partition) : records(consumer, partition)));
        return sums;
    }

    /** Every record of all topics but Kafka's own, by partition. */
    Map<String, PartitionPrints> prints() throws InterruptedException {
        Map<String, PartitionPrints> prints = new TreeMap<>();
        visit(COMMITTED, (consumer, partition, compacted) -> {
            NavigableMap<Long, PartitionPrints.Print> records = new TreeMap<>();
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            read(consumer, partition, entry -> records.put(entry.offset(), PartitionPrints.Print.of(entry)));
            prints.put(partition.toString(), new PartitionPrints(compacted, end, records));
        });
        return prints;
    }

    /** Where the committed records of each partition end now. */
    Map<String, Long> ends() throws InterruptedException {
        return ends(COMMITTED);
    }

    private Map<String, Long> ends(String isolation) throws InterruptedException {
        Map<String, Long> ends = new TreeMap<>();
        visit(
                isolation,
                (consumer, partition, _) -> ends.put(
                        partition.toString(),
                        consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L)));
        return ends;
    }

    /** Waits until transactions of ended producers are aborted: they hide the records after them. */
    void awaitNoTransactions() throws InterruptedException {
        Instant deadline = Instant.now().plus(LONGEST);
        while (!ends(COMMITTED).equals(ends("read_uncommitted"))) {
            if (Instant.now().isAfter(deadline)) {
                throw LauncherException.failure("A transaction is open for more than " + LONGEST.toSeconds()
                        + " s without a producer; see the broker's log.");
            }
            new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
        }
    }

    private void visit(String isolation, Each each) throws InterruptedException {
        try (Admin admin = Admin.create(kafka.client(Map.of()));
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        kafka.client(Map.of("client.id", "checksums", "isolation.level", isolation)),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            for (Map.Entry<String, Boolean> topic : compacted(admin).entrySet()) {
                for (var partition : consumer.partitionsFor(topic.getKey(), CALL)) {
                    each.partition(
                            consumer, new TopicPartition(topic.getKey(), partition.partition()), topic.getValue());
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw LauncherException.failure(
                    "Kafka does not tell its topics (" + e.getMessage() + "); see ./trivium status.");
        }
    }

    private static Map<String, Boolean> compacted(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<ConfigResource> topics = admin.listTopics().names().get(CALL.toSeconds(), TimeUnit.SECONDS).stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        return admin.describeConfigs(topics).all().get(CALL.toSeconds(), TimeUnit.SECONDS).entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().name(),
                        entry -> entry.getValue()
                                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                                .value()
                                .contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                        (first, _) -> first,
                        TreeMap::new));
    }

    /** The position of each group of consumers, by group and partition. */
    Map<String, Long> groups() throws InterruptedException {
        Map<String, Long> offsets = new TreeMap<>();
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            for (GroupListing group : admin.listGroups().all().get(CALL.toSeconds(), TimeUnit.SECONDS)) {
                Map<TopicPartition, OffsetAndMetadata> of = admin.listConsumerGroupOffsets(group.groupId())
                        .partitionsToOffsetAndMetadata()
                        .get(CALL.toSeconds(), TimeUnit.SECONDS);
                of.forEach((partition, offset) -> offsets.put(group.groupId() + "/" + partition, offset.offset()));
            }
            return offsets;
        } catch (ExecutionException | TimeoutException e) {
            throw LauncherException.failure(
                    "Kafka does not tell its groups (" + e.getMessage() + "); see ./trivium status.");
        }
    }

    private interface Reader {
        void read(ConsumerRecord<byte[], byte[]> entry);
    }

    private static Sum records(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        MessageDigest digest = Digests.sha256();
        long count = read(consumer, partition, entry -> {
            Digests.number(digest, entry.offset());
            Digests.number(digest, entry.timestamp());
            Digests.field(digest, entry.key());
            content(digest, entry);
        });
        return Sum.of(count, Digests.hex(digest));
    }

    private static Sum lastValues(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        Map<ByteBuffer, byte[]> last = new TreeMap<>();
        MessageDigest each = Digests.sha256();
        read(consumer, partition, entry -> {
            Digests.field(each, entry.key());
            ByteBuffer key = ByteBuffer.wrap(each.digest());
            if (entry.value() == null) {
                last.remove(key);
            } else {
                content(each, entry);
                last.put(key, each.digest());
            }
        });
        MessageDigest digest = Digests.sha256();
        last.forEach((key, value) -> {
            digest.update(key.duplicate());
            digest.update(value);
        });
        return Sum.of(last.size(), Digests.hex(digest));
    }

    static void content(MessageDigest digest, ConsumerRecord<byte[], byte[]> entry) {
        Digests.field(digest, entry.value());
        for (Header header : entry.headers()) {
            Digests.field(digest, header.key().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            Digests.field(digest, header.value());
        }
    }

    private static long read(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, Reader reader) {
        Instant deadline = Instant.now().plus(LONGEST);
        List<TopicPartition> one = List.of(partition);
        long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
        consumer.assign(one);
        consumer.seekToBeginning(one);
        long count = 0;
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
                if (entry.offset() < end) {
                    reader.read(entry);
                    count++;
                }
            }
            if (Instant.now().isAfter(deadline)) {
                throw LauncherException.failure("The topic " + partition + " could not be read to its end within "
                        + LONGEST.toSeconds() + " s; see ./trivium status.");
            }
        }
        return count;
    }
}
