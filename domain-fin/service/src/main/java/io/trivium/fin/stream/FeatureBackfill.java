package io.trivium.fin.stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.event.EventCodec;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.TimePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/**
 * Computes the features of past authorizations once more, by the code of this release, in a Kafka Streams application of its own
 * beside the service: rows for a model that wants a feature which did not exist when they were decided on.
 *
 * <p>Authorizations and labels are taken from the beginning of their topics in the order of their arrival, under the rules of that
 * time, so that windows are full; features of those that arrived within the range are written. Each is written once
 * ({@code exactly_once_v2}): a run that ends early goes on from its last commit when it is begun again under its name. One that has come
 * to its end deletes its state, its internal topics and its consumer group. With one partition the order is that of arrival; with several
 * it is so within each, and a card whose authorizations lie in different ones has them taken nearly in order, as by the service after an
 * outage. For one thread.
 */
public final class FeatureBackfill {
    private static final String PREFIX = "platform.fin.stream.";
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
    private static final String COMMIT_EVERY = "2s";

    private final Plan plan;
    private final StreamConfig config;
    private final LongAdder written = new LongAdder();

    /**
     * What is computed.
     *
     * @param client how Kafka is reached, such as {@code bootstrap.servers} and {@code security.protocol}
     * @param name of the run, by which it goes on; letters, digits and hyphens
     * @param out topic of the features, which must exist and, at the beginning of a run, be empty
     * @param from first arrival written; all without
     * @param to first arrival left out; all that is there when the run begins without
     * @param tenants whose authorizations the service takes
     * @param times what the service's rules say of old ones and of those from the future
     * @param stateDir local state; may be deleted between runs
     */
    public record Plan(
            Map<String, String> client,
            String name,
            String out,
            Optional<Instant> from,
            Optional<Instant> to,
            Predicate<TenantId> tenants,
            TimePolicy times,
            Path stateDir,
            int threads) {
        public Plan {
            client = Map.copyOf(client);
        }
    }

    /**
     * How far it is.
     *
     * @param taken records of both topics
     * @param all of them that are to be taken
     * @param written features, since this process began
     */
    public record Progress(long taken, long all, long written, boolean finished) {}

    public FeatureBackfill(Plan plan) {
        this.plan = plan;
        this.config = config(plan);
    }

    private static StreamConfig config(Plan plan) {
        Map<String, String> values = new HashMap<>();
        plan.client().forEach((key, value) -> values.put(PREFIX + "client.\"" + key + "\"", value));
        values.put(PREFIX + "bootstrap-servers", plan.client().getOrDefault("bootstrap.servers", ""));
        values.put(PREFIX + "application-id", "fin-backfill-" + plan.name());
        values.put(PREFIX + "state-dir", plan.stateDir().toString());
        values.put(PREFIX + "topics.feature", plan.out());
        values.put(PREFIX + "commit-interval", COMMIT_EVERY);
        values.put(PREFIX + "threads", Integer.toString(plan.threads()));
        // A process that went away is not waited for: whoever begins the run again wants it to go on.
        values.put(PREFIX + "leave-on-stop", "true");
        return new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build()
                .getConfigMapping(StreamConfig.class);
    }

    /**
     * Runs to the end of the range.
     *
     * @param stop ends the run early, to be gone on with
     * @param tell hears twice a second how far it is
     * @throws IllegalArgumentException when the topics are not as they must be; the message says what to do
     * @throws ExecutionException when Kafka does not answer, or the run cannot go on
     */
    public Progress run(BooleanSupplier stop, Consumer<Progress> tell) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(KafkaSettings.client(config))) {
            BackfillOffsets offsets = new BackfillOffsets(admin, config, plan.to());
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            KafkaStreams streams = start(offsets.partitions(), failure);
            try {
                CountDownLatch never = new CountDownLatch(1);
                while (true) {
                    Throwable failed = failure.get();
                    if (failed != null) throw new ExecutionException(failed);
                    BackfillOffsets.Taken taken = offsets.taken();
                    Progress now = new Progress(taken.records(), taken.all(), written.sum(), taken.finished());
                    tell.accept(now);
                    if (now.finished()) {
                        close(streams);
                        streams.cleanUp();
                        offsets.forget();
                        return now;
                    }
                    if (stop.getAsBoolean()) return now;
                    boolean _ = never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                }
            } finally {
                close(streams);
            }
        }
    }

    private static void close(KafkaStreams streams) {
        boolean _ = streams.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private KafkaStreams start(int partitions, AtomicReference<@Nullable Throwable> failure) {
        EventCodec codec = new EventCodec();
        var rules = new IntakeProcessor.Rules(
                config,
                codec,
                new WrittenEvents(codec),
                plan.times(),
                plan.tenants(),
                FeatureStreams.LABEL_TASK,
                partitions,
                true,
                new LabelClock(),
                new SimpleMeterRegistry());
        ArrivedBetween range = new ArrivedBetween(
                plan.from().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE),
                plan.to().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE),
                written);
        KafkaStreams streams = new KafkaStreams(FeatureTopology.ofHistory(rules, partitions > 1, range), settings());
        streams.setUncaughtExceptionHandler(thrown -> {
            failure.compareAndSet(null, thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        return streams;
    }

    private Properties settings() {
        Properties settings = KafkaSettings.streams(config);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // In the order of arrival: no record of one topic is taken while the other may hold an older one.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 0L);
        // What processing failed on is among the dead letters since it came.
        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        settings.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class);
        settings.remove(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG);
        return settings;
    }
}
