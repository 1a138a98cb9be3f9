package io.trivium.industrial.bench;

import io.trivium.core.sql.SqlFailure;
import io.trivium.industrial.client.PlantClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures alarms of machines that exceed a limit one after the other while others send: the time from the sensor's
 * clock until the alarm is readable, queried every 20 ms.
 */
final class AlarmProbe {
    private static final int MACHINES = 20;
    private static final double LIMIT = 50;
    private static final long POLL_MS = 20;
    private static final long CHANGE_MS = 1_000;

    /** A machine is over its limit for so many changes of others. */
    private static final int STAYS = 15;

    private final LoadPlant plant = new LoadPlant("probe", MACHINES, 1, 1_000);
    private final PlantClient client;
    private final URI broker;
    private final IngestBench.Options options;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Double> latencies = new ArrayList<>();
    private final Map<UUID, Instant> expected = new HashMap<>();
    private final UUID rule = UUID.nameUUIDFromBytes("bench-probe".getBytes(StandardCharsets.UTF_8));
    private @Nullable Thread thread;
    private int missed;

    AlarmProbe(PlantClient client, URI broker, IngestBench.Options options) {
        this.client = client;
        this.broker = broker;
        this.options = options;
    }

    void start() throws IOException, InterruptedException {
        client.bring(plant.document());
        Map<String, Object> limit = new LinkedHashMap<>();
        limit.put("version", 0);
        limit.put("name", "Probe");
        limit.put("assetType", "bench-probe");
        limit.put("kind", "limit");
        limit.put("tag", LoadPlant.tag(0));
        limit.put("side", "high");
        limit.put("limit", LIMIT);
        limit.put("deadband", 1);
        limit.put("onDelaySeconds", 0);
        limit.put("offDelaySeconds", 0);
        limit.put("priority", "low");
        limit.put("enabled", true);
        client.add(rule, limit);
        thread = Thread.ofPlatform().name("alarm-probe").start(this::probe);
    }

    /** Ends it; returns the seconds from sensor to alarm. */
    List<Double> stop() throws InterruptedException {
        end.countDown();
        if (thread != null) thread.join();
        return latencies;
    }

    /** Alarms that did not come before their machine was well again. */
    int missed() {
        return missed;
    }

    private void probe() {
        try (Readings readings = new Readings();
                MqttLoad load = new MqttLoad(broker, options.user(), options.password(), "probe")) {
            List<UUID> machines = readings.assets(plant);
            Set<Readings.Active> known = new HashSet<>(readings.active(rule));
            for (int machine = 0; machine < MACHINES; machine++) load.send(plant, machine, new double[] {0});
            Instant next = Instant.now().plusSeconds(2);
            for (long change = 0; !end.await(POLL_MS, TimeUnit.MILLISECONDS); ) {
                Instant now = Instant.now();
                if (!now.isBefore(next)) {
                    int machine = (int) (change % MACHINES);
                    expected.put(machines.get(machine), load.send(plant, machine, new double[] {LIMIT + 10}));
                    int well = Math.floorMod(machine - STAYS, MACHINES);
                    if (expected.remove(machines.get(well)) != null) missed++;
                    load.send(plant, well, new double[] {0});
                    change++;
                    next = next.plusMillis(CHANGE_MS);
                }
                for (Readings.Active active : readings.active(rule)) {
                    if (!known.add(active)) continue;
                    Instant since = expected.remove(active.asset());
                    if (since != null)
                        latencies.add(Duration.between(since, Instant.now()).toNanos() / 1e9);
                }
            }
        } catch (SQLException | SqlFailure e) {
            throw new IllegalStateException("the alarms cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
