package io.trivium.med.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.bench.StoreLoad.Rate;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * C-STORE of CT images of 512 KiB into the node and, in the same run, into Orthanc: instances a second on one and on four
 * associations, and processor time of an instance. PostgreSQL's time counts with the node's, as SQLite's is Orthanc's.
 */
public final class StoreBench {

    private static final double TIMES = 5;

    private final Options options;

    /**
     * The options of a measurement.
     *
     * @param nodePort where the node takes associations of AE title PACS
     * @param nodePid its process, and that of its database; 0 if they cannot be seen
     * @param warmUp images into the node before anything is measured
     * @param directory for Orthanc's store, which is to be on the disk of the node's
     */
    public record Options(
            int nodePort,
            String nodeAe,
            long nodePid,
            long databasePid,
            int orthancPort,
            int instances,
            int warmUp,
            Path directory) {}

    public StoreBench(Options options) {
        this.options = options;
    }

    private record Measured(Rate rate, double cpuMillis) {}

    /** Runs it. */
    public BenchReport run() throws IOException, InterruptedException {
        Peer node = peer("node", options.nodeAe(), options.nodePort());
        List<Target> targets = new ArrayList<>();
        try (DicomClient client = new DicomClient(new AeTitle("PACS"), AssociationLimits.DEFAULTS, Optional.empty())) {
            StoreLoad.run(client, node, 4, options.warmUp());
            if (!OrthancProcess.isInstalled()) {
                for (int associations : new int[] {1, 4}) {
                    report(targets, associations, node(client, node, associations), null, null);
                }
                return new BenchReport(Instant.now(), BenchReport.Machine.current(), load() + "; no Orthanc", targets);
            }
            for (int associations : new int[] {1, 4}) {
                Measured ours = node(client, node, associations);
                Measured plain = orthanc(client, associations, false);
                report(targets, associations, ours, plain, orthanc(client, associations, true));
            }
        }
        return new BenchReport(Instant.now(), BenchReport.Machine.current(), load(), targets);
    }

    private String load() {
        return options.instances() + " CT images of 512 KiB a run, 1 and 4 associations, durable before the answer";
    }

    private Measured node(DicomClient client, Peer node, int associations) throws IOException, InterruptedException {
        double before = nodeMillis();
        Rate rate = StoreLoad.run(client, node, associations, options.instances());
        return new Measured(rate, (nodeMillis() - before) / rate.instances());
    }

    private double nodeMillis() {
        return (options.nodePid() > 0 ? ProcessTime.millis(options.nodePid()) : Double.NaN)
                + (options.databasePid() > 0 ? ProcessTime.millis(options.databasePid()) : 0);
    }

    /** Orthanc from an empty store, warmed up, so that no run pays for the rows of the one before. */
    private Measured orthanc(DicomClient client, int associations, boolean noDelay)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(options.directory(), "orthanc-");
        try (OrthancProcess orthanc = OrthancProcess.start(directory, options.orthancPort(), noDelay)) {
            Peer pacs = peer("orthanc", "ORTHANC", orthanc.port());
            awaitEcho(client, pacs, orthanc);
            StoreLoad.run(client, pacs, 4, 40);
            double before = ProcessTime.millis(orthanc.pid());
            // Orthanc is the slower one; half as many take long enough.
            Rate rate = StoreLoad.run(client, pacs, associations, options.instances() / 2);
            return new Measured(rate, (ProcessTime.millis(orthanc.pid()) - before) / rate.instances());
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static void report(
            List<Target> targets,
            int associations,
            Measured ours,
            @Nullable Measured orthanc,
            @Nullable Measured withoutDelay) {
        String run = associations == 1 ? "-1-association" : "-" + associations + "-associations";
        if (orthanc == null || withoutDelay == null) {
            targets.add(new Target("store-rate" + run, ours.rate().perSecond(), "1/s", null, null, null));
            targets.add(new Target("store-cpu" + run, finite(ours.cpuMillis()), "ms", null, null, null));
            return;
        }
        double peer = orthanc.rate().perSecond();
        targets.add(Target.of(
                "store-rate" + run,
                ours.rate().perSecond(),
                "1/s",
                TIMES * peer,
                Better.HIGHER,
                String.format(
                        Locale.ROOT,
                        "%d times Orthanc as it is installed, %.1f/s in this run; %.1f/s with TCP_NODELAY",
                        (int) TIMES,
                        peer,
                        withoutDelay.rate().perSecond())));
        targets.add(Target.of(
                "store-cpu" + run,
                ours.cpuMillis(),
                "ms",
                orthanc.cpuMillis(),
                Better.LOWER,
                String.format(
                        Locale.ROOT,
                        "Orthanc as it is installed: %.2f ms in this run; %.2f ms with TCP_NODELAY",
                        orthanc.cpuMillis(),
                        withoutDelay.cpuMillis())));
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Peer peer(String name, String ae, int port) {
        return new Peer(
                name,
                new AeTitle(ae),
                new TenantId("bench"),
                List.of(new HostRange("127.0.0.1")),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", port)),
                false,
                Optional.empty());
    }

    private static void awaitEcho(DicomClient client, Peer peer, OrthancProcess process)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (true) {
            try (Association association = client.open(peer, List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN)))) {
                Requests.echo(association);
                association.release();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("Orthanc did not start; its log is orthanc.log in the bench's directory", e);
                }
                new java.util.concurrent.CountDownLatch(1).await(200, java.util.concurrent.TimeUnit.MILLISECONDS);
            }
        }
    }
}
