package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.testing.KafkaServer;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.authorization.TimePolicy;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.replay.FeatureRecheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features of the past against a pass of the features' code over the same logs, with a real broker. */
class FeatureBackfillIT {
    private static final String AUTHORIZATIONS = "fin.authorization.v1";
    private static final String LABELS = "learning.label.v1";
    private static final String OUT = "features.of.history";
    private static final Instant FIRST = Instant.parse("2025-06-01T08:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int COUNT = 900;
    private static final int LEFT_OUT = 200;

    private final EventCodec codec = new EventCodec();
    private final KafkaServer broker = KafkaServer.start();
    private final List<FeatureRecheck.Arrival> arrivals = new ArrayList<>();
    private final List<FeatureRecheck.LabelArrival> labels = new ArrayList<>();

    @TempDir
    Path directory = Path.of("");

    @AfterEach
    void end() {
        broker.close();
    }

    private static Instant arrival(int number) {
        return FIRST.plus(STEP.multipliedBy(number));
    }

    private static String id(int number) {
        return "a-" + number;
    }

    /** Records have the time of their arrival, a year ago, by which the usual retention deletes them after 30 s. */
    private void createTopics(int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) broker.bootstrapServers()))) {
            List<NewTopic> topics = new ArrayList<>();
            for (String name : List.of(AUTHORIZATIONS, LABELS, OUT)) {
                NewTopic topic = new NewTopic(name, partitions, (short) 1);
                topics.add(topic.configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1")));
            }
            admin.createTopics(topics).all().get();
        }
    }

    /** A year ago: cards and terminals with labels, repetitions, a conflict and what is no event. */
    private void fill(int partitions) throws ExecutionException, InterruptedException {
        createTopics(partitions);
        Random random = new Random(42);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < COUNT; i++) {
                Authorization authorization = Samples.authorization(
                        id(i),
                        "tok_" + random.nextInt(15),
                        "T-" + random.nextInt(6),
                        Integer.toString(1 + random.nextInt(400)),
                        arrival(i).minusSeconds(random.nextInt(900)));
                send(producer, AUTHORIZATIONS, arrival(i), id(i), authorization);
                arrivals.add(new FeatureRecheck.Arrival(
                        Harness.DEMO, authorization, i, arrival(i).toEpochMilli()));
                if (i % 50 == 7) send(producer, AUTHORIZATIONS, arrival(i).plusSeconds(3), id(i), authorization);
                if (i % 25 == 3) {
                    Instant known = arrival(i).plusSeconds(1_810);
                    LabelObserved label =
                            new LabelObserved(id(i), FeatureStreams.LABEL_TASK, "fraud", "chargeback", known);
                    send(producer, LABELS, known, id(i), label);
                    labels.add(new FeatureRecheck.LabelArrival(
                            Harness.DEMO, id(i), true, known, labels.size(), known.toEpochMilli()));
                }
            }
            Authorization other = Samples.authorization(id(5), "tok_1", "T-1", "7", arrival(6));
            send(producer, AUTHORIZATIONS, arrival(COUNT), id(5), other);
            send(
                    producer,
                    AUTHORIZATIONS,
                    arrival(COUNT + 1),
                    id(COUNT),
                    Samples.authorization(id(COUNT), FIRST.minus(Duration.ofDays(8))));
            producer.send(new ProducerRecord<>(
                            AUTHORIZATIONS,
                            null,
                            arrival(COUNT + 2).toEpochMilli(),
                            "x",
                            "no event".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private <T extends EventPayload> void send(
            KafkaProducer<String, byte[]> producer, String topic, Instant at, String id, T payload)
            throws ExecutionException, InterruptedException {
        byte[] event = codec.encode(EventEnvelope.of("e-" + id + at, "/test", id, at, Harness.DEMO, payload));
        producer.send(new ProducerRecord<>(topic, null, at.toEpochMilli(), id, event))
                .get();
    }

    private FeatureBackfill backfill(String name) {
        return new FeatureBackfill(new FeatureBackfill.Plan(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                name,
                OUT,
                Optional.of(arrival(LEFT_OUT)),
                Optional.of(arrival(COUNT + 60)),
                Harness.DEMO::equals,
                new TimePolicy(Set.of(), Duration.ofDays(7), Duration.ofMinutes(5)),
                directory.resolve(name),
                1));
    }

    /** Ends early again and again, each time later. */
    private void runToTheEnd() throws ExecutionException, InterruptedException {
        boolean finished = false;
        for (int patience = 1; !finished; patience *= 4) {
            AtomicInteger looks = new AtomicInteger(patience);
            finished = backfill("tried-again")
                    .run(() -> looks.decrementAndGet() <= 0, _ -> {})
                    .finished();
        }
    }

    private List<FeaturesComputed> written(int partitions) {
        List<FeaturesComputed> found = new ArrayList<>();
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(OUT, partition))
                .toList();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    found.add(
                            codec.decode(record.value(), FeaturesComputed.class).data());
                }
            }
        }
        return found;
    }

    private static void assertEachOnce(List<FeaturesComputed> written) {
        Set<String> ids = new TreeSet<>();
        for (FeaturesComputed each : written) ids.add(each.authorization().authorizationId());
        Set<String> expected = new TreeSet<>();
        for (int i = LEFT_OUT; i < COUNT; i++) expected.add(id(i));
        assertEquals(expected, ids);
        assertEquals(expected.size(), written.size());
    }

    private void assertNothingKept() throws ExecutionException, InterruptedException {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) broker.bootstrapServers()))) {
            Set<String> topics = admin.listTopics().names().get();
            assertEquals(Set.of(AUTHORIZATIONS, LABELS, OUT), topics);
            assertTrue(admin.listGroups().all().get().isEmpty());
        }
    }

    @Test
    void writesTheFeaturesOfThePassInOrderOfArrivalEachOnceHoweverOftenItWasStopped() throws Exception {
        fill(1);
        runToTheEnd();
        List<FeaturesComputed> written = written(1);
        assertEachOnce(written);
        Map<String, FeatureRecheck.Snapshot> features = new HashMap<>();
        for (FeaturesComputed each : written) {
            features.put(
                    each.authorization().authorizationId(),
                    new FeatureRecheck.Snapshot(
                            each.features(), each.events() == null ? EventSequence.NONE : each.events(), FIRST));
        }
        FeatureRecheck.Result result = new FeatureRecheck(arrivals, labels).check(features);
        assertEquals(List.of(), result.differences());
        assertEquals(COUNT - LEFT_OUT, result.inOrder());
        assertNothingKept();

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> backfill("another").run(() -> false, _ -> {}));
        assertTrue(String.valueOf(refused.getMessage()).contains("holds records"), refused::getMessage);
        assertFalse(written(1).size() > written.size());
    }

    @Test
    void comesToItsEndOverSeveralPartitions() throws Exception {
        fill(3);
        runToTheEnd();
        assertEachOnce(written(3));
        assertNothingKept();
    }
}
