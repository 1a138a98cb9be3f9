package io.trivium.runtime.training.federation;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
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
import org.apache.kafka.clients.consumer.CloseOptions;
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
 * The exchange over a topic, usually {@value WeightShare#TOPIC}, which each site reads from its beginning. A record that is
 * no such event, and one of another federation, is passed over.
 */
public final class KafkaDeltaExchange implements DeltaExchange {
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String federation;
    private final TenantId tenant;
    private final String topic;
    private final KafkaFaults faults;
    private final EventCodec codec = new EventCodec(WeightShare.MAX_BYTES);
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<TopicPartition> partitions;
    private final Map<String, DeltaParts> parts = new HashMap<>();
    private int firstRound;
    private long sentBytes;

    /**
     * Opens it.
     *
     * @param tenant in whose name this site's differences are sent
     * @param connection servers and security of the client
     * @throws FederationException when no broker answers there, refuses this site or has no such topic
     */
    public KafkaDeltaExchange(String federation, TenantId tenant, String topic, Properties connection) {
        this.federation = federation;
        this.tenant = tenant;
        this.topic = topic;
        this.faults = new KafkaFaults(topic, String.valueOf(connection.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)));
        Properties reading = new Properties();
        reading.putAll(connection);
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        Properties sending = new Properties();
        sending.putAll(connection);
        sending.put(ProducerConfig.ACKS_CONFIG, "all");
        sending.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(2 * WeightShare.MAX_BYTES));
        try {
            this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (KafkaException e) {
            throw faults.of(e.getCause() == null ? e : e.getCause());
        }
        try {
            this.partitions = consumer.partitionsFor(topic, ANSWER).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            if (partitions.isEmpty()) throw faults.missingTopic();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            this.producer = new KafkaProducer<>(sending, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            closeConsumer();
            throw faults.of(e);
        } catch (FederationException e) {
            closeConsumer();
            throw e;
        }
    }

    /** Bytes of all records that this site has sent since it was opened, keys included. */
    public long sentBytes() {
        return sentBytes;
    }

    @Override
    public void publish(WeightDelta delta) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        String subject = federation + "/" + delta.round() + "/" + delta.site();
        for (WeightShare share : DeltaParts.cut(federation, delta)) {
            String id = EventIds.of(tenant, WeightShare.TYPE, subject + "/" + share.digest() + "/" + share.part())
                    .toString();
            sent.add(producer.send(EventRecords.encode(
                    topic,
                    EventEnvelope.of(id, "/runtime/federation", subject, delta.trained(), tenant, share),
                    codec)));
        }
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            try {
                RecordMetadata kept = each.get();
                sentBytes += kept.serializedKeySize() + kept.serializedValueSize();
            } catch (ExecutionException e) {
                throw faults.of(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new FederationException(
                        "interrupted while a difference was being sent; start this site again", e);
            }
        }
    }

    @Override
    public Optional<WeightDelta> find(String site, int round) {
        forgetBefore(round);
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) poll();
        } catch (KafkaException e) {
            throw faults.of(e);
        }
        return held(site, round);
    }

    @Override
    public Map<String, WeightDelta> await(Set<String> sites, int round, Duration patience) {
        forgetBefore(round);
        long end = System.nanoTime() + patience.toNanos();
        Map<String, WeightDelta> found = new TreeMap<>();
        while (true) {
            for (String site : sites) {
                if (!found.containsKey(site)) held(site, round).ifPresent(delta -> found.put(site, delta));
            }
            if (found.size() == sites.size()) return found;
            if (System.nanoTime() - end > 0) {
                Set<String> missing = new TreeSet<>(sites);
                missing.removeAll(found.keySet());
                throw new FederationException("nothing came from " + String.join(", ", missing) + " for round "
                        + (round + 1) + " within " + patience.toSeconds()
                        + " s; start their sites, then this one again: it continues where it was");
            }
            try {
                poll();
            } catch (KafkaException e) {
                throw faults.of(e);
            }
        }
    }

    private Optional<WeightDelta> held(String site, int round) {
        DeltaParts collected = parts.get(key(site, round));
        return collected == null ? Optional.empty() : collected.whole();
    }

    private void forgetBefore(int round) {
        firstRound = Math.max(firstRound, round);
        parts.keySet().removeIf(key -> Integer.parseInt(key.substring(0, key.indexOf('/'))) < firstRound);
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            EventEnvelope<WeightShare> event;
            try {
                event = EventRecords.decode(record, WeightShare.class, codec);
            } catch (InvalidEventException e) {
                continue; // the sender has it among its own dead letters; it is no site's difference
            }
            WeightShare share = event.data();
            if (share.federation().equals(federation) && share.round() >= firstRound) take(share, event.time());
        }
    }

    private void take(WeightShare share, Instant trained) {
        DeltaParts collected = parts.get(key(share.site(), share.round()));
        if (collected == null) {
            parts.put(key(share.site(), share.round()), DeltaParts.of(share, trained));
        } else if (collected.isOf(share)) {
            collected.add(share);
        } else {
            throw new FederationException("site " + share.site() + " sent two different differences for round "
                    + (share.round() + 1) + "; which of them did the others take? Begin a new federation");
        }
    }

    private static String key(String site, int round) {
        return round + "/" + site;
    }

    private void closeConsumer() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }

    @Override
    public void close() {
        producer.close(CLOSE);
        closeConsumer();
    }
}
