package io.trivium.deploy.size;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The costs of one item of each kind of work, as {@code ./trivium bench costs} measured it.
 *
 * @param measured date
 * @param machine in words
 * @param idle by component, its use without work
 * @param costs by {@link Workload#key}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UnitCosts(String measured, String machine, Map<String, Idle> idle, Map<String, Cost> costs) {
    private static final String BUNDLED = "unit-costs.json";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * A component at rest.
     *
     * @param cores processors it keeps busy
     * @param memoryBytes proportional resident memory
     */
    public record Idle(double cores, long memoryBytes) {}

    /**
     * One item.
     *
     * @param perSecond rate at which it was measured
     * @param cpuMillis by component, processor time less the component's use at rest, ms
     * @param databaseBytes growth of tables and indexes
     * @param topicBytes growth of one copy of the topics
     * @param fileBytes growth of the service's files, its state included
     * @param joules of the processor package; null where the machine does not report it
     * @param latency idle time: gathering, waiting for disks and networks; null where none was measured
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cost(
            double perSecond,
            Map<String, Double> cpuMillis,
            double databaseBytes,
            double topicBytes,
            double fileBytes,
            @Nullable Double joules,
            @Nullable Latency latency) {
        public Cost {
            if (perSecond < 0 || databaseBytes < 0 || topicBytes < 0 || fileBytes < 0) {
                throw new IllegalArgumentException("a cost below zero");
            }
            cpuMillis.forEach((component, millis) -> {
                if (!(millis >= 0)) throw new IllegalArgumentException(component + " costs " + millis + " ms");
            });
            cpuMillis = Map.copyOf(cpuMillis);
        }

        /** Over all components, ms. */
        public double allCpuMillis() {
            return cpuMillis.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /**
     * Latency on cores with time to spare.
     *
     * @param p50Millis median
     * @param p99Millis 99th percentile
     * @param source where it was measured
     */
    public record Latency(double p50Millis, double p99Millis, String source) {
        public Latency {
            if (!(p50Millis > 0 && p99Millis >= p50Millis)) {
                throw new IllegalArgumentException("p50 " + p50Millis + " ms, p99 " + p99Millis + " ms");
            }
        }
    }

    public UnitCosts {
        idle = Map.copyOf(idle);
        costs = Map.copyOf(costs);
    }

    /**
     * The costs of this kind of work.
     *
     * @throws LauncherException when it was not measured
     */
    public Cost of(Workload workload) {
        Cost cost = costs.get(workload.key());
        if (cost == null) {
            throw LauncherException.failure("The unit costs say nothing of an item '" + workload.key()
                    + "'; measure them with ./trivium bench costs.");
        }
        return cost;
    }

    /** Those that come with this release. */
    public static UnitCosts bundled() {
        try (InputStream file = UnitCosts.class.getResourceAsStream(BUNDLED)) {
            return JSON.readValue(Objects.requireNonNull(file), UnitCosts.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Those of a file.
     *
     * @throws LauncherException when it cannot be read
     */
    public static UnitCosts read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), UnitCosts.class);
        } catch (IOException e) {
            throw LauncherException.failure(
                    file + " is no file of unit costs, as ./trivium bench costs --json writes them: " + e.getMessage());
        }
    }
}
