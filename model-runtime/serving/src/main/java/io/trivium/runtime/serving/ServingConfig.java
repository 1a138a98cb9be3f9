package io.trivium.runtime.serving;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The settings for sharing the machine between inferences. */
@ConfigMapping(prefix = "platform.runtime.serving")
public interface ServingConfig {
    /** Threads that run models; times {@link #intraOpThreads} it should not exceed the cores. 0 means one per core. */
    @WithDefault("0")
    @Min(0)
    @Max(256)
    int workers();

    /** Threads of ONNX Runtime's shared pool, which one operator of any model may use. */
    @WithDefault("1")
    @Min(1)
    @Max(256)
    int intraOpThreads();

    /** Where models run: {@code cpu}, {@code cuda} or {@code cuda:N}; CUDA needs a build with {@code -Pgpu}. */
    @WithDefault("cpu")
    @Pattern(regexp = "cpu|cuda(:\\d{1,3})?", message = "must be cpu, cuda or cuda:N")
    String device();

    /**
     * Whether packs of experts that have a fused graph are served by it: one call per batch, as a GPU needs, but their
     * experts can then not be masked, replaced, paged or kept for one tenant. On CUDA unless set.
     */
    Optional<Boolean> fused();

    /** Longest time one step of an inference should take; large batches and deep models run in several. */
    @WithDefault("5ms")
    @DurationMin(millis = 1)
    @DurationMax(seconds = 10)
    Duration slice();

    /** Interactive requests that may wait; the next one is refused. */
    @WithDefault("1024")
    @Min(1)
    @Max(1_000_000)
    int interactiveQueue();

    /** Near-real-time requests that may wait; the next one is refused. */
    @WithDefault("2048")
    @Min(1)
    @Max(1_000_000)
    int nearRealTimeQueue();

    /** Bulk requests that may wait; the next one is refused. */
    @WithDefault("4096")
    @Min(1)
    @Max(1_000_000)
    int bulkQueue();

    /** Share of the workers' time that near-real-time work gets at least while there is some, however much is urgent. */
    @WithDefault("0.2")
    @DecimalMin("0")
    @DecimalMax("0.45")
    double nearRealTimeShare();

    /** Share of the workers' time that bulk work gets at least while there is some, however much is urgent. */
    @WithDefault("0.1")
    @DecimalMin("0")
    @DecimalMax("0.45")
    double bulkShare();

    /** Time a request without a deadline of its own may take, queueing included. */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration defaultTimeout();

    /** Longest time that a request may set. */
    @WithDefault("5m")
    @DurationMin(millis = 1)
    @DurationMax(days = 1)
    Duration maxTimeout();

    /** The time that a stopping or replaced model waits for the requests it has accepted. */
    @WithDefault("30s")
    @DurationMin(seconds = 0)
    @DurationMax(hours = 1)
    Duration drainTimeout();
}
