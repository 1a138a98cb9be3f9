package io.trivium.fin.stream;

import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Passes features of authorizations that arrived within a period.
 *
 * @param fromMs first millisecond
 * @param toMs first millisecond left out
 * @param passed counts them
 */
record ArrivedBetween(long fromMs, long toMs, LongAdder passed) {
    Processor<String, byte[], String, byte[]> processor() {
        return new ContextualProcessor<>() {
            @Override
            public void process(Record<String, byte[]> feature) {
                if (feature.timestamp() < fromMs || feature.timestamp() >= toMs) return;
                passed.increment();
                context().forward(feature);
            }
        };
    }
}
