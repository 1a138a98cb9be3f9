package io.trivium.fin.stream;

import io.trivium.fin.stream.StageMessage.Staged;
import io.trivium.fin.stream.store.HeapStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * From authorizations and labels to features: {@code intake (by authorization id) → card → device → counterparty →
 * terminal → fin.feature.v1}; refused records go to the dead letters of their topic. Labels go from intake to the terminal
 * stage.
 *
 * <p>A stage needs all that concerns one card, or one terminal, in one place, so with several partitions each stage is
 * preceded by a repartition topic. With one partition everything is in one place as it comes, and the stages follow one
 * another directly: no topic, no copy, no wait between them.
 */
final class FeatureTopology {
    private static final String CARD = "card";
    private static final String TERMINAL = "terminal";

    private FeatureTopology() {}

    /** Stages that are preceded by a repartition topic of their name, where there are several partitions, in their order. */
    static List<String> stages() {
        List<String> stages = new ArrayList<>(List.of(CARD));
        for (FlowProcessor.Flow flow : FlowProcessor.Flow.values()) stages.add(flow.label());
        stages.add(TERMINAL);
        return stages;
    }

    static Topology build(IntakeProcessor.Rules rules) {
        return build(rules, rules.partitions() > 1);
    }

    /** @param spread whether records of one card or terminal may come from several partitions */
    static Topology build(IntakeProcessor.Rules rules, boolean spread) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, StageMessage> intake = intake(builder, rules);
        intake.filter((key, message) -> message instanceof StageMessage.Refused, Named.as("refused"))
                .mapValues(message -> ((StageMessage.Refused) message).original(), Named.as("refused-bytes"))
                .to(
                        (key, original, context) -> context.topic() + DeadLetterRecords.SUFFIX,
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("dead-letters"));
        features(intake, rules, spread)
                .to(
                        rules.config().topics().feature(),
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("features"));
        return builder.build();
    }

    /**
     * Features alone, of authorizations that arrived between two times; what is refused was refused when it came.
     *
     * @param spread likewise
     */
    static Topology ofHistory(IntakeProcessor.Rules rules, boolean spread, ArrivedBetween range) {
        StreamsBuilder builder = new StreamsBuilder();
        features(intake(builder, rules), rules, spread)
                .process(() -> range.processor(), Named.as("arrived-between"))
                .to(
                        rules.config().topics().feature(),
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("features"));
        return builder.build();
    }

    private static KStream<String, StageMessage> intake(StreamsBuilder builder, IntakeProcessor.Rules rules) {
        StreamConfig config = rules.config();
        return builder.stream(
                        List.of(config.topics().authorization(), config.topics().label()),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withTimestampExtractor(new ArrivalTime())
                                .withName("authorizations-and-labels"))
                .process(
                        withStore(() -> new IntakeProcessor(rules), IntakeProcessor.STORE, config), Named.as("intake"));
    }

    private static KStream<String, byte[]> features(
            KStream<String, StageMessage> intake, IntakeProcessor.Rules rules, boolean spread) {
        StreamConfig config = rules.config();
        KStream<String, StageMessage> staged =
                intake.filter((key, message) -> message instanceof Staged, Named.as("accepted"));
        KStream<String, StageMessage> known = together(
                        staged, CARD, message -> ((Staged) message).card(), rules, spread)
                .process(
                        withStore(() -> new CardProcessor(rules.meters()), CardProcessor.STORE, config),
                        Named.as("card-stage"));
        for (FlowProcessor.Flow flow : FlowProcessor.Flow.values()) known = flowStage(known, flow, rules, spread);

        KStream<String, StageMessage> labels =
                intake.filter((key, message) -> message instanceof StageMessage.LabelUpdate, Named.as("labels"));
        return together(
                        known.merge(labels, Named.as("with-labels")),
                        TERMINAL,
                        message -> ((StageMessage.ForTerminal) message).terminal(),
                        rules,
                        spread)
                .process(
                        withStore(
                                () -> new TerminalProcessor(rules.written(), rules.meters()),
                                TerminalProcessor.STORE,
                                config),
                        Named.as("terminal-stage"));
    }

    /** Authorizations that name no entity of the kind need not be in one partition, and bypass the stage. */
    private static KStream<String, StageMessage> flowStage(
            KStream<String, StageMessage> known, FlowProcessor.Flow flow, IntakeProcessor.Rules rules, boolean spread) {
        String name = flow.label();
        KStream<String, StageMessage> naming =
                known.filter((key, message) -> flow.entity((Staged) message) != null, Named.as("with-" + name));
        KStream<String, StageMessage> others =
                known.filter((key, message) -> flow.entity((Staged) message) == null, Named.as("without-" + name));
        return together(naming, name, message -> String.valueOf(flow.entity((Staged) message)), rules, spread)
                .process(
                        withStore(() -> new FlowProcessor(flow, rules.meters()), flow.store(), rules.config()),
                        Named.as(name + "-stage"))
                .merge(others, Named.as("after-" + name));
    }

    /** All records of one entity in one place. */
    private static KStream<String, StageMessage> together(
            KStream<String, StageMessage> records,
            String name,
            Function<StageMessage, String> entity,
            IntakeProcessor.Rules rules,
            boolean spread) {
        if (!spread) return records;
        return records.selectKey((key, message) -> entity.apply(message), Named.as("by-" + name))
                .repartition(Repartitioned.with(Serdes.String(), new StageSerde())
                        .withName(name)
                        .withNumberOfPartitions(rules.partitions()));
    }

    private static <A, B, C, D> ProcessorSupplier<A, B, C, D> withStore(
            Supplier<Processor<A, B, C, D>> processor, String store, StreamConfig config) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<A, B, C, D> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store(store, config));
            }
        };
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, StreamConfig config) {
        KeyValueBytesStoreSupplier supplier = switch (config.store()) {
            case ROCKSDB -> Stores.persistentKeyValueStore(name);
            case MEMORY -> HeapStore.supplier(name);
        };
        StoreBuilder<KeyValueStore<Bytes, byte[]>> builder = Stores.keyValueStoreBuilder(
                        supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled();
        if (!config.changelog()) return builder.withLoggingDisabled();
        Map<String, String> changelog = new HashMap<>();
        changelog.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        changelog.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(32 << 20));
        changelog.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.3");
        return builder.withLoggingEnabled(changelog);
    }
}
