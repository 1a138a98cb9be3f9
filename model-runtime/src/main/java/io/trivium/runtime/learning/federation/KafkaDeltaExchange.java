package io.trivium.runtime.learning.federation;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.tenancy.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The exchange over the topic {@value WeightShare#TOPIC}, which each site reads from its beginning. A record that is no such
 * event, and one of another federation, is passed over.
 */
public final class KafkaDeltaExchange implements DeltaExchange {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String federation;
    private final TenantId tenant;
    private final InstantSource clock;
    private final EventCodec codec = new EventCodec(WeightShare.MAX_BYTES);
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Map<String, DeltaParts> parts = new HashMap<>();

    /**
     * Opens it.
     *
     * @param tenant in whose name this site's differences are sent
     * @param connection servers and security of the client
     * @throws IllegalStateException when the topic is not there
     */
    public KafkaDeltaExchange(String federation, TenantId tenant, Properties connection, InstantSource clock) {
        this.federation = federation;
        this.tenant = tenant;
        this.clock = clock;
        Properties sending = new Properties();
        sending.putAll(connection);
        sending.put(ProducerConfig.ACKS_CONFIG, "all");
        sending.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(2 * WeightShare.MAX_BYTES));
        this.producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
        Properties reading = new Properties();
        reading.putAll(connection);
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(WeightShare.TOPIC).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        if (partitions.isEmpty()) {
            close();
            throw new IllegalStateException("the topic " + WeightShare.TOPIC + " is not there; create it first");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    @Override
    public void publish(WeightDelta delta) throws IOException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (WeightShare share : DeltaParts.cut(federation, delta)) {
            String subject = federation + "/" + share.round() + "/" + share.site();
            String id = EventIds.of(tenant, WeightShare.TYPE, subject + "/" + share.digest() + "/" + share.part())
                    .toString();
            sent.add(producer.send(EventRecords.encode(
                    WeightShare.TOPIC,
                    EventEnvelope.of(id, "/runtime/federation", subject, clock.instant(), tenant, share),
                    codec)));
        }
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw new IOException("the difference of round " + delta.round() + " could not be sent", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a difference was being sent", e);
            }
        }
    }

    @Override
    public Optional<WeightDelta> find(String site, int round) throws IOException {
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) poll();
        } catch (KafkaException e) {
            throw new IOException("the topic " + WeightShare.TOPIC + " could not be read", e);
        }
        return held(site, round);
    }

    @Override
    public Map<String, WeightDelta> await(Set<String> sites, int round, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Map<String, WeightDelta> found = new TreeMap<>();
        while (true) {
            for (String site : sites) {
                if (!found.containsKey(site)) held(site, round).ifPresent(delta -> found.put(site, delta));
            }
            if (found.size() == sites.size()) break;
            if (System.nanoTime() - end > 0) {
                Set<String> missing = new TreeSet<>(sites);
                missing.removeAll(found.keySet());
                throw new IOException("nothing came from " + String.join(", ", missing) + " for round " + round
                        + " within " + patience.toSeconds() + " s; start their sites, then this one again: it goes on"
                        + " where it was");
            }
            try {
                poll();
            } catch (KafkaException e) {
                throw new IOException("the topic " + WeightShare.TOPIC + " could not be read", e);
            }
        }
        parts.keySet().removeIf(key -> roundOf(key) < round);
        return found;
    }

    private Optional<WeightDelta> held(String site, int round) {
        DeltaParts collected = parts.get(key(site, round));
        return collected == null ? Optional.empty() : collected.whole();
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            WeightShare share;
            try {
                share = EventRecords.decode(record, WeightShare.class, codec).data();
            } catch (InvalidEventException e) {
                continue; // whoever sent it has it among their own dead letters; it is nobody's difference
            }
            if (share.federation().equals(federation)) take(share);
        }
    }

    private void take(WeightShare share) {
        DeltaParts collected = parts.get(key(share.site(), share.round()));
        if (collected == null) {
            parts.put(key(share.site(), share.round()), DeltaParts.of(share));
        } else if (collected.isOf(share)) {
            collected.add(share);
        } else {
            throw new IllegalStateException("site " + share.site() + " sent two different differences for round "
                    + share.round() + "; which of them did the others take? Begin a new federation");
        }
    }

    private static String key(String site, int round) {
        return round + "/" + site;
    }

    private static int roundOf(String key) {
        return Integer.parseInt(key.substring(0, key.indexOf('/')));
    }

    @Override
    public void close() {
        producer.close(CLOSE);
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
    }
}
