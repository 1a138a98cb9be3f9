package io.trivium.fin.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** The broker's time of the record; a record without one counts as arriving now instead of stopping the stream. */
final class ArrivalTime implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> input, long partitionTime) {
        return input.timestamp() >= 0 ? input.timestamp() : System.currentTimeMillis();
    }
}
