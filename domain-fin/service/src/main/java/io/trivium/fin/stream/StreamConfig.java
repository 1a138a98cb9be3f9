package io.trivium.fin.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The Kafka side of the payments domain: topics, and how the feature topology runs. */
@ConfigMapping(prefix = "platform.fin.stream")
public interface StreamConfig {

    /** Kafka bootstrap servers, host:port, comma-separated. */
    String bootstrapServers();

    /** Further properties of every Kafka client, such as {@code security.protocol} and {@code sasl.*}. */
    Map<String, String> client();

    /** Whether this process runs the pipeline; off where only the HTTP side is wanted. */
    @WithDefault("true")
    boolean enabled();

    /** Topics read and written. */
    Topics topics();

    /**
     * Partitions of topics created at start; an existing topic keeps its number. With one, all stages of the topology
     * follow one another within one thread, which is the cheapest form; several spread the work over threads and
     * instances, with a topic between each two stages. Worth it above what one core does, some thousands a second.
     */
    @WithDefault("1")
    @Min(1)
    int partitions();

    /** Copies of each topic created at start; 3 in a cluster. */
    @WithDefault("1")
    @Min(1)
    short replication();

    /** Prefix of consumer groups and internal topics. */
    @WithDefault("trivium-fin")
    String applicationId();

    /** Distinguishes instances of one deployment; an instance that comes back under its name needs no rebalance. */
    @WithDefault("0")
    String instanceId();

    /**
     * Whether an instance that stops gives its partitions to the others at once. Otherwise they wait for it to come back,
     * for as long as the session lasts, which is better for a single instance.
     */
    @WithDefault("false")
    boolean leaveOnStop();

    /** Silence after which an instance is taken for dead and others get its partitions; brokers take 6 s at least. */
    @WithDefault("10s")
    @DurationMin(seconds = 1)
    @DurationMax(minutes = 30)
    Duration sessionTimeout();

    /** Threads of the topology. */
    @WithDefault("1")
    @Min(1)
    @Max(64)
    int threads();

    /**
     * Time between commits. A commit writes the state stores to disk and holds the topology up for as long, some hundred
     * milliseconds under load, so they are few; after a crash at most this much is read again, without effect.
     */
    @WithDefault("30s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 10)
    Duration commitInterval();

    /**
     * How long the topology gathers what it sends: features go to the scorer, and state to its changelogs, in fewer and
     * fuller requests, for this much more latency.
     */
    @WithDefault("8ms")
    @DurationMin(seconds = 0)
    @DurationMax(seconds = 1)
    Duration linger();

    /** Directory of the local state. */
    Path stateDir();

    /** The type of the state store between changelog and processor. */
    @WithDefault("rocksdb")
    StoreKind store();

    /** Whether state is kept in changelog topics; off only in tests that have no broker. */
    @WithDefault("true")
    boolean changelog();

    /** How long an authorization id is remembered after its last authorization or label. */
    @WithDefault("45d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration idRetention();

    /** Remembered ids checked in one step of expiry, one step every two seconds. */
    @WithDefault("1000")
    @Min(1)
    int idSweep();

    /** Kinds of state stores. */
    enum StoreKind {
        ROCKSDB,
        MEMORY
    }

    /** Topic names; each has its dead letters under the same name with {@code .dlq}. */
    interface Topics {

        /** Authorizations, key authorization id. */
        @WithDefault("fin.authorization.v1")
        String authorization();

        /** Authorizations with features, internal. */
        @WithDefault("fin.feature.v1")
        String feature();

        /** Decisions, key authorization id. */
        @WithDefault("fin.decision.v1")
        String decision();

        /** Labels of all domains, key example id. */
        @WithDefault("learning.label.v1")
        String label();

        /** Examples of all domains, key example id. */
        @WithDefault("learning.example.v1")
        String example();
    }
}
