package io.trivium.deploy.soak;

import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes samples of a running platform. For one thread. */
final class Sampler implements AutoCloseable {
    private static final Set<String> OTHER_JVMS = Set.of("kafka", "keycloak", "mqtt");
    private static final String STUDIES = "studies";
    private static final String LAUNCHER = "launcher";

    private final Platform platform;
    private final Flow studies;
    private final KafkaMeter kafka;
    private final DataMeter data;
    private final ServiceMeter services = new ServiceMeter();
    private final HeapMeter heap = new HeapMeter();

    Sampler(Platform platform, PlatformStatus status, Flow studies) {
        this.platform = platform;
        this.studies = studies;
        this.kafka = new KafkaMeter(platform.kafka());
        this.data = new DataMeter(platform.data().root(), new Database(status, platform.data()));
    }

    /**
     * Takes one sample of every measure.
     *
     * @param thorough heaps after a full collection and sizes of directories as well, last: they disturb the rest
     */
    List<Sample> take(double second, boolean thorough) throws InterruptedException, IOException {
        Readings readings = new Readings(second);
        Optional<PlatformStatus> status = platform.status();
        if (status.isEmpty()) return List.of();
        PlatformStatus now = status.orElseThrow();
        ProcessMeter.read(LAUNCHER, List.of(now.supervisorPid()), readings);
        for (ComponentStatus component : now.components()) {
            if (component.pid() == 0) continue;
            ProcessMeter.read(component.name(), ProcessMeter.tree(component.pid()), readings);
            readings.add(component.name(), Measure.RESTARTS, component.restarts());
        }
        Map<String, Integer> ports = now.ports().services();
        for (Map.Entry<String, Integer> service : ports.entrySet()) {
            services.read(service.getKey(), service.getValue(), readings);
        }
        kafka.read(readings);
        readings.add(STUDIES, Measure.EVENTS, (double) studies.mark());
        data.connections(readings);
        if (thorough) {
            data.scans(readings);
            data.sizes(readings);
            collected(now, ports.keySet(), readings);
        }
        return readings.samples();
    }

    private void collected(PlatformStatus now, Set<String> names, Readings readings) throws InterruptedException {
        if (!heap.isAvailable()) return;
        heap.read(LAUNCHER, now.supervisorPid(), readings);
        for (ComponentStatus component : now.components()) {
            boolean isJvm = names.contains(component.name()) || OTHER_JVMS.contains(component.name());
            if (isJvm && component.pid() > 0) heap.read(component.name(), component.pid(), readings);
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
