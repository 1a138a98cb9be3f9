package io.trivium.med.processing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.med.report.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node with a real PACS as sender and destination, a RIS, and destinations that fail in every way. */
public final class PathResource implements QuarkusTestResourceLifecycleManager {

    private static @Nullable OrthancPacs pacs;
    private static @Nullable Receiver ris;
    private static @Nullable Receiver silent;

    static OrthancPacs pacs() {
        OrthancPacs started = pacs;
        if (started == null) throw new IllegalStateException("not started");
        return started;
    }

    static Receiver ris() {
        Receiver started = ris;
        if (started == null) throw new IllegalStateException("not started");
        return started;
    }

    @Override
    public Map<String, String> start() {
        try {
            Path directory = Files.createTempDirectory("trivium-med-path");
            int nodePort = OrthancPacs.freePort(22_000);
            OrthancPacs orthanc = new OrthancPacs(directory, nodePort);
            Receiver acknowledging = new Receiver(false);
            Receiver hanging = new Receiver(true);
            pacs = orthanc;
            ris = acknowledging;
            silent = hanging;
            if (OrthancPacs.isInstalled()) orthanc.start();
            Map<String, String> settings = new HashMap<>();
            settings.put(
                    "platform.med.archive.directory",
                    directory.resolve("archive").toString());
            settings.put("platform.med.archive.reserved-space", "1M");
            settings.put("platform.med.learning.key", "a".repeat(44));
            settings.put("platform.med.dicom.port", Integer.toString(nodePort));
            settings.put("platform.connections.allow", "127.0.0.0/8");
            peer(settings, "orthanc", "ORTHANC", orthanc.dicomPort());
            peer(settings, "silent", "SILENT", hanging.port());
            settings.put("platform.med.processing.settle", "200ms");
            settings.put("platform.med.processing.quiet", "1500ms");
            settings.put("platform.med.processing.count-peers", "orthanc");
            settings.put("platform.med.processing.shortest-pause", "200ms");
            settings.put("platform.med.processing.longest-pause", "1s");
            settings.put("platform.med.processing.lease", "3s");
            settings.put("platform.med.processing.attempts", "4");
            settings.put("platform.med.processing.not-processed-report", "true");
            settings.put("platform.med.processing.urgent-sources", "EMERGENCY");
            settings.put("platform.med.priors.peers", "orthanc");
            destination(settings, "pacs", "c-store");
            settings.put("platform.med.destinations.pacs.peer", "orthanc");
            settings.put("platform.med.destinations.pacs.roles", "sr,seg,gsps,sc");
            settings.put("platform.med.destinations.pacs.commitment", "true");
            destination(settings, "web", "stow");
            settings.put("platform.med.destinations.web.url", orthanc.dicomWeb());
            destination(settings, "hanging", "c-store");
            settings.put("platform.med.destinations.hanging.peer", "silent");
            settings.put("platform.med.destinations.hanging.attempts", "1000");
            destination(settings, "ris", "hl7");
            settings.put("platform.med.destinations.ris.host", "127.0.0.1");
            settings.put("platform.med.destinations.ris.port", Integer.toString(acknowledging.port()));
            settings.put("platform.med.destinations.ris.receiving-application", "RIS");
            settings.put("platform.med.orders.ris.tenant", "demo-hospital");
            settings.put("platform.med.orders.ris.port", "0");
            settings.put("platform.med.orders.ris.hosts", "127.0.0.1");
            settings.put("platform.med.orders.ris.patient-updates", "true");
            settings.put("platform.med.orders.orders-only.tenant", "demo-hospital");
            settings.put("platform.med.orders.orders-only.port", "0");
            settings.put("platform.med.orders.orders-only.hosts", "127.0.0.1");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void peer(Map<String, String> settings, String name, String ae, int port) {
        String key = "platform.med.dicom.peers." + name + ".";
        settings.put(key + "ae-title", ae);
        settings.put(key + "tenant", "demo-hospital");
        settings.put(key + "hosts", "127.0.0.1");
        settings.put(key + "address", "127.0.0.1");
        settings.put(key + "port", Integer.toString(port));
    }

    private static void destination(Map<String, String> settings, String name, String kind) {
        String key = "platform.med.destinations." + name + ".";
        settings.put(key + "tenant", "demo-hospital");
        settings.put(key + "kind", kind);
        settings.put(key + "attempts", "60");
        settings.put(key + "shortest-pause", "200ms");
        settings.put(key + "longest-pause", "1s");
        settings.put(key + "timeout", "3s");
    }

    @Override
    public void stop() {
        if (pacs != null) pacs.stop();
        if (ris != null) ris.close();
        if (silent != null) silent.close();
    }
}
