package io.trivium.fin.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.DayStore;
import io.trivium.fin.feature.FlowFeatures;
import io.trivium.fin.stream.store.KeyValueDayStore;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The stages of device and counterparty: adds the authorization to the one it names and computes that entity's features
 * of it. An authorization that names none passes as it came.
 */
final class FlowProcessor implements Processor<String, StageMessage, String, StageMessage> {

    /** Which history a stage keeps. */
    enum Flow {
        DEVICE("device"),
        COUNTERPARTY("counterparty");

        private final String label;

        Flow(String label) {
            this.label = label;
        }

        String store() {
            return label + "-days";
        }

        /** The name of the stage, in topics and metrics. */
        String label() {
            return label;
        }

        /** The entity that the authorization names, or null. */
        @Nullable
        String entity(StageMessage.Staged staged) {
            Authorization authorization = staged.authorization();
            String named = switch (this) {
                case DEVICE -> authorization.deviceId();
                case COUNTERPARTY -> authorization.counterpartyId();
            };
            return named == null ? null : DayStore.entity(staged.tenant().value(), named);
        }

        private FlowFeatures features(DayStore store) {
            return switch (this) {
                case DEVICE -> FlowFeatures.ofDevices(store);
                case COUNTERPARTY -> FlowFeatures.ofCounterparties(store);
            };
        }
    }

    private final Flow flow;
    private final Counter notKept;

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<String, StageMessage> context;

    @SuppressWarnings("NullAway.Init")
    private FlowFeatures features;

    FlowProcessor(Flow flow, MeterRegistry meters) {
        this.flow = flow;
        this.notKept = meters.counter(FinMetrics.NOT_KEPT, "history", flow.label());
    }

    @Override
    public void init(ProcessorContext<String, StageMessage> newContext) {
        this.context = newContext;
        KeyValueStore<Bytes, byte[]> store = newContext.getStateStore(flow.store());
        this.features = flow.features(new KeyValueDayStore(store));
    }

    @Override
    public void process(Record<String, StageMessage> input) {
        if (!(input.value() instanceof StageMessage.Staged staged)) {
            throw new IllegalStateException("the " + flow.label() + " stage takes authorizations only");
        }
        String entity = flow.entity(staged);
        if (entity != null && !features.apply(entity, staged.authorization(), staged.features())) notKept.increment();
        context.forward(input);
    }
}
