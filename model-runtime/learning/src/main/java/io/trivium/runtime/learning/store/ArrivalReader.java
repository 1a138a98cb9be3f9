package io.trivium.runtime.learning.store;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventRecords;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.tenancy.TenantId;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records of the learning topics. Thread-safe. */
final class ArrivalReader {
    private final EventCodec codec = new EventCodec();
    private final EventCodec large = new EventCodec(ExampleObserved.MAX_BYTES);

    /** An arrival and its tenant. */
    record Owned(TenantId tenant, Arrival arrival) {}

    /**
     * Reads a record.
     *
     * @throws io.trivium.core.event.InvalidEventException if it is no such event
     */
    Owned read(ConsumerRecord<byte[], byte[]> record) {
        return switch (record.topic()) {
            case ExampleObserved.TOPIC -> {
                EventEnvelope<ExampleObserved> event = EventRecords.decode(record, ExampleObserved.class, large);
                yield new Owned(event.tenantId(), new Arrival.Example(event.id(), event.data()));
            }
            case LabelObserved.TOPIC -> {
                EventEnvelope<LabelObserved> event = EventRecords.decode(record, LabelObserved.class, codec);
                yield new Owned(event.tenantId(), new Arrival.Label(event.id(), event.data()));
            }
            case PreferenceObserved.TOPIC -> {
                EventEnvelope<PreferenceObserved> event = EventRecords.decode(record, PreferenceObserved.class, codec);
                yield new Owned(event.tenantId(), new Arrival.Preference(event.id(), event.data()));
            }
            default -> throw new IllegalArgumentException("not a learning topic: " + record.topic());
        };
    }
}
