package io.trivium.fin.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.event.EventRecords;
import io.trivium.core.fault.FaultPoint;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.TerminalFeatures;
import io.trivium.fin.stream.store.KeyValueDayStore;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The third stage, partitioned by terminal: adds authorizations and labels to their terminal, computes the terminal's
 * features and publishes the complete set.
 */
final class TerminalProcessor implements Processor<String, StageMessage, String, byte[]> {

    static final String STORE = "terminal-days";
    static final String SOURCE = "/fin/features";

    private final WrittenEvents events;
    private final Counter notKept;
    private final Timer latency;

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<String, byte[]> context;

    @SuppressWarnings("NullAway.Init")
    private TerminalFeatures terminals;

    TerminalProcessor(WrittenEvents events, MeterRegistry meters) {
        this.events = events;
        this.notKept = meters.counter(FinMetrics.NOT_KEPT, "history", "terminal");
        this.latency = meters.timer(FinMetrics.FEATURE_LATENCY);
    }

    @Override
    public void init(ProcessorContext<String, byte[]> newContext) {
        this.context = newContext;
        KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(STORE);
        this.terminals = new TerminalFeatures(new KeyValueDayStore(store));
    }

    @Override
    public void process(Record<String, StageMessage> input) {
        switch (input.value()) {
            case StageMessage.LabelUpdate label -> {
                if (!terminals.label(label.terminal(), label.event())) notKept.increment();
            }
            case StageMessage.Staged staged -> complete(input, staged);
            case StageMessage.Refused refused ->
                throw new IllegalStateException(
                        "a refused record of " + refused.topic() + " reached the terminal stage");
        }
    }

    private void complete(Record<String, StageMessage> input, StageMessage.Staged staged) {
        double[] features = staged.features();
        if (!terminals.apply(staged.terminal(), staged.authorization(), features)) notKept.increment();

        String authorizationId = staged.authorization().authorizationId();
        long nowMs = context.currentSystemTimeMs();
        EventEnvelope<FeaturesComputed> computed = EventEnvelope.of(
                EventIds.of(staged.tenant(), FeaturesComputed.TYPE, authorizationId)
                        .toString(),
                SOURCE,
                authorizationId,
                Instant.ofEpochMilli(nowMs),
                staged.tenant(),
                new FeaturesComputed(
                        staged.authorization(),
                        staged.contentHash(),
                        FeatureSet.VERSION,
                        FeatureVector.of(features),
                        staged.events()));
        Headers headers = EventRecords.headers(EventRecords.traceparent(input.headers()));
        latency.record(Math.max(0, nowMs - input.timestamp()), TimeUnit.MILLISECONDS);
        context.forward(new Record<>(authorizationId, events.encode(computed), input.timestamp(), headers));
        FaultPoint.pass("fin.features.computed");
    }
}
