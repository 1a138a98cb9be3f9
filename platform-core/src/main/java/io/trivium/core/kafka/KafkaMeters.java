package io.trivium.core.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Shows a Kafka client's own metrics ({@code kafka.producer.*}, {@code kafka.consumer.*}, …) until closed. */
public final class KafkaMeters implements AutoCloseable {
    private final KafkaClientMetrics metrics;

    private KafkaMeters(KafkaClientMetrics metrics, MeterRegistry meters) {
        this.metrics = metrics;
        metrics.bindTo(meters);
    }

    public static KafkaMeters of(Producer<?, ?> producer, MeterRegistry meters) {
        return new KafkaMeters(new KafkaClientMetrics(producer), meters);
    }

    public static KafkaMeters of(Consumer<?, ?> consumer, MeterRegistry meters) {
        return new KafkaMeters(new KafkaClientMetrics(consumer), meters);
    }

    @Override
    public void close() {
        metrics.close();
    }
}
