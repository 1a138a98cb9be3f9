package io.trivium.fin.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.fault.FaultPoint;
import io.trivium.fin.feature.CardFeatures;
import io.trivium.fin.feature.FeatureEngine;
import io.trivium.fin.stream.store.KeyValueDayStore;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** The second stage, partitioned by card: adds the authorization to its card and computes the card's features of it. */
final class CardProcessor implements Processor<String, StageMessage, String, StageMessage> {

    static final String STORE = "card-days";

    private final Counter notKept;

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<String, StageMessage> context;

    @SuppressWarnings("NullAway.Init")
    private CardFeatures cards;

    CardProcessor(MeterRegistry meters) {
        this.notKept = meters.counter(FinMetrics.NOT_KEPT, "history", "card");
    }

    @Override
    public void init(ProcessorContext<String, StageMessage> newContext) {
        this.context = newContext;
        KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(STORE);
        this.cards = new CardFeatures(new KeyValueDayStore(store));
    }

    @Override
    public void process(Record<String, StageMessage> input) {
        if (!(input.value() instanceof StageMessage.Staged staged)) {
            throw new IllegalStateException("the card stage takes authorizations only");
        }
        double[] features = staged.features();
        FeatureEngine.own(staged.authorization(), features);
        CardFeatures.Applied card = cards.apply(staged.card(), staged.authorization(), features);
        if (!card.kept()) notKept.increment();
        FaultPoint.pass("fin.card.applied");
        context.forward(input.withValue(staged.with(card.events())));
    }
}
