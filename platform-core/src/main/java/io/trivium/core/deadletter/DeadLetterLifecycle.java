package io.trivium.core.deadletter;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.kafka.KafkaClientConfig;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Stores dead letters as long as the service runs, if it has topics to watch. */
@ApplicationScoped
class DeadLetterLifecycle {
    private static final int METADATA_MAX_AGE_MS = 10_000;

    private final Optional<DeadLetterConsumer> consumer;

    DeadLetterLifecycle(
            DeadLetterConfig config,
            KafkaClientConfig kafka,
            DeadLetterRepository letters,
            TenantTransactions transactions,
            KnownTenants known,
            InstantSource clock,
            MeterRegistry meters) {
        this.consumer = config.topics()
                .filter(topics -> !topics.isEmpty())
                .map(topics -> consumer(config, topics, kafka, letters, transactions, known, clock, meters));
    }

    void onStart(@Observes StartupEvent event) {
        consumer.ifPresent(DeadLetterConsumer::start);
    }

    void onStop(@Observes ShutdownEvent event) {
        consumer.ifPresent(DeadLetterConsumer::close);
    }

    private static DeadLetterConsumer consumer(
            DeadLetterConfig config,
            List<String> topics,
            KafkaClientConfig kafka,
            DeadLetterRepository letters,
            TenantTransactions transactions,
            KnownTenants known,
            InstantSource clock,
            MeterRegistry meters) {
        Map<String, Object> properties =
                new HashMap<>(KafkaClients.consumer(KafkaClients.common(kafka), config.groupId(), config.groupId()));
        // A topic created after the start is found within this time.
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        return new DeadLetterConsumer(properties, topics, letters, transactions, known, clock, meters);
    }
}
