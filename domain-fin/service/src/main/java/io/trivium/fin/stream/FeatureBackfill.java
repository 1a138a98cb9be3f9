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
 * Recomputes the features of past authorizations with the code of this release, in a Kafka Streams application separate
 * from the service: rows for a model that needs a feature which did not exist when they were decided.
 *
 * <p>Authorizations and labels are taken from the beginning of their topics in the order of their arrival, under the
 * rules of that time, so that windows are full; features of those that arrived within the range are written. Each is
 * written once ({@code exactly_once_v2}): a run that ends early continues from its last commit when it is started again
 * under its name. A completed run deletes its state, its internal topics and its consumer group. With one partition the
 * order is that of arrival; with several it is so within each, and a card whose authorizations are in different ones
 * has them processed nearly in order, as by the service after an outage. For one thread.
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
     * The definition of a run.
     *
     * @param client client settings of Kafka, such as {@code bootstrap.servers} and {@code security.protocol}
     * @param name of the run, under which it is continued; letters, digits and hyphens
     * @param out topic of the features, which must exist and, at the beginning of a run, be empty
     * @param from first arrival written; all if absent
     * @param to first arrival left out; if absent, all records present when the run begins are written
     * @param tenants whose authorizations the service takes
     * @param times the service's rules for old authorizations and for those from the future
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
     * The progress of a run.
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
        // The run does not wait for a process that has left: a restarted run must continue at once.
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
     * @param stop ends the run early, to be continued later
     * @param tell receives the progress twice a second
     * @throws IllegalArgumentException if the topics are not in the required state; the message says what to do
     * @throws ExecutionException when Kafka does not answer, or the run cannot continue
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
        // Records whose processing failed are among the dead letters already.
        settings.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        settings.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class);
        settings.remove(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG);
        return settings;
    }
}
