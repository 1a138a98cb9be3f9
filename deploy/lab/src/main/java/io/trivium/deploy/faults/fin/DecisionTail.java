package io.trivium.deploy.faults.fin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.KafkaAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows the decisions while they are made, to know the platform's progress. Thread-safe. */
public final class DecisionTail implements Runnable {
    private final String run;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> decided = ConcurrentHashMap.newKeySet();
    private final Set<String> scored = ConcurrentHashMap.newKeySet();
    private final ConcurrentSkipListMap<Long, String> bySequence = new ConcurrentSkipListMap<>();
    private final ObjectMapper json = new ObjectMapper();

    public DecisionTail(KafkaAccess kafka, String run) {
        this.run = run;
        this.consumer = new KafkaConsumer<>(
                kafka.client(Map.of(
                        "client.id", "faults-tail", "auto.offset.reset", "earliest", "reconnect.backoff.max.ms", 500)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(TopicLog.partitions(consumer, TopicLog.DECISIONS));
        consumer.seekToBeginning(consumer.assignment());
    }

    @Override
    public void run() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> decision : consumer.poll(Duration.ofMillis(200))) {
                    JsonNode data = json.readTree(decision.value()).path("data");
                    note(
                            data.path("authorizationId").asText(),
                            data.path("score").isNumber());
                }
            }
        } catch (WakeupException _) {
            // stop() ends it.
        } catch (IOException e) {
            throw new IllegalStateException("a decision is not JSON", e);
        }
    }

    private void note(String id, boolean byModel) {
        if (!id.startsWith(run + "-")) return;
        if (byModel) scored.add(id);
        if (id.startsWith(run + "-k")) bySequence.put(Long.parseLong(id, run.length() + 2, id.length(), 10), id);
        decided.add(id);
    }

    public void stop() {
        consumer.wakeup();
    }

    int count() {
        return decided.size();
    }

    /** Whether a model contributed to the decision. */
    boolean isScored(String id) {
        return scored.contains(id);
    }

    public boolean hasAll(Set<String> ids) {
        return decided.containsAll(ids);
    }

    /** An authorization of that number or a later one that was decided and passes. */
    Optional<String> since(long sequence, Predicate<String> also) {
        return bySequence.tailMap(sequence).values().stream().filter(also).findFirst();
    }
}
