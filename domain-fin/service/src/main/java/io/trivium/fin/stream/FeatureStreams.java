package io.trivium.fin.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.event.EventCodec;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.fin.authorization.AuthorizationConfig;
import io.trivium.fin.authorization.TimePolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the feature topology: waits for the broker, creates what topics are missing, lets the consumers start, then
 * starts Kafka Streams. A lost transport is retried for ever; a fault that affects every record stops the stream, and
 * the health check reports it. Thread-safe.
 */
@ApplicationScoped
public class FeatureStreams {

    /** The task of the labels that concern this domain. */
    public static final TaskName LABEL_TASK = new TaskName("fin-authorization-risk");

    private static final Logger LOG = Logger.getLogger(FeatureStreams.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final StreamConfig config;
    private final AuthorizationConfig authorizations;
    private final KnownTenants tenants;
    private final EventCodec codec;
    private final WrittenEvents written;
    private final MeterRegistry meters;
    private final Event<PipelineReady> ready;
    private final LabelClock labelClock = new LabelClock();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<@Nullable KafkaStreams> streams = new AtomicReference<>();
    private final AtomicReference<String> status = new AtomicReference<>("waiting for the broker");
    private volatile boolean stopped;
    private volatile int partitions = 1;

    FeatureStreams(
            StreamConfig config,
            AuthorizationConfig authorizations,
            KnownTenants tenants,
            EventCodec codec,
            WrittenEvents written,
            MeterRegistry meters,
            Event<PipelineReady> ready) {
        this.config = config;
        this.authorizations = authorizations;
        this.tenants = tenants;
        this.codec = codec;
        this.written = written;
        this.meters = meters;
        this.ready = ready;
    }

    void start(@Observes StartupEvent event) {
        if (!config.enabled()) {
            status.set("switched off");
            return;
        }
        meters.gauge(
                FinMetrics.LABEL_AGE,
                labelClock,
                clock -> clock.last()
                        .map(at -> (double) Duration.between(at, Instant.now()).toSeconds())
                        .orElse(Double.NaN));
        Thread.ofPlatform().name("fin-stream-start").daemon().start(this::run);
    }

    private void run() {
        try {
            int found = ensureTopics();
            if (found == 0) return;
            partitions = found;
            ready.fire(new PipelineReady(found));
            start(found);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            stopped = true;
            status.set("did not start: " + e.getMessage());
            LOG.error("the feature stream did not start", e);
        }
    }

    private int ensureTopics() throws InterruptedException {
        while (true) {
            try {
                return TopicSetup.ensure(config);
            } catch (ExecutionException | KafkaException e) {
                String why = explain(e);
                status.set(why);
                LOG.warnf("the topics are checked again in a moment, %s: %s", why, e.getMessage());
                if (stopping.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) return 0;
            }
        }
    }

    private String explain(Exception failure) {
        if (failure instanceof MissingTopicException) return String.valueOf(failure.getMessage());
        String broker = "the broker at " + config.bootstrapServers();
        boolean refused = failure.getCause() instanceof AuthorizationException
                || failure.getCause() instanceof AuthenticationException;
        return broker + (refused ? " refuses this service" : " does not answer");
    }

    private void start(int partitionCount) {
        var rules = new IntakeProcessor.Rules(
                config,
                codec,
                written,
                TimePolicy.of(authorizations),
                tenants::contains,
                LABEL_TASK,
                partitionCount,
                false,
                labelClock,
                meters);
        KafkaStreams running = new KafkaStreams(FeatureTopology.build(rules), KafkaSettings.streams(config));
        running.setUncaughtExceptionHandler(failure -> switch (FailurePolicy.whileRunning(failure)) {
            case RETRY -> {
                LOG.warn("a stream thread lost its transport and is replaced", failure);
                yield StreamThreadExceptionResponse.REPLACE_THREAD;
            }
            case DEAD_LETTER, STOP -> {
                stopped = true;
                status.set("stopped: " + failure.getMessage());
                LOG.error("the feature stream stops: every record would meet this fault", failure);
                yield StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        });
        running.setStateListener((now, before) -> {
            if (!stopped) status.set(now.name());
        });
        streams.set(running);
        running.start();
        if (stopping.getCount() == 0) close(running);
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
        KafkaStreams running = streams.get();
        if (running != null) close(running);
    }

    private void close(KafkaStreams running) {
        running.close(CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(
                        config.leaveOnStop()
                                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    }

    /** The topology, or null before it starts. */
    @Nullable
    KafkaStreams running() {
        return streams.get();
    }

    /** Partitions of the authorization topic, as they really are. */
    int partitions() {
        return partitions;
    }

    /** Whether authorizations are being turned into features now. */
    public boolean isRunning() {
        KafkaStreams running = streams.get();
        return running != null && running.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it stopped for good and only a restart helps. */
    public boolean isStopped() {
        return stopped;
    }

    /** State in words, for the health check. */
    public String status() {
        return status.get();
    }

    public LabelClock labelClock() {
        return labelClock;
    }
}
