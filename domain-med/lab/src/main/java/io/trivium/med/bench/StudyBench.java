package io.trivium.med.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.core.bench.BenchReport.Better;
import io.trivium.core.bench.BenchReport.Target;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Retrieved;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from the last C-STORE of a study until its results are in the PACS: the PACS receives studies with
 * one nodule each and sends them to the node by C-MOVE, one after the other, and is queried by C-FIND until it has
 * report and segmentation. A report alone does not count: a study that was refused, or in which nothing was found, has
 * one too.
 */
public final class StudyBench {

    private static final double LONGEST_SECONDS = 30;
    private static final Duration GIVE_UP = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 200;

    private final Options options;

    /**
     * The options of a measurement.
     *
     * @param nodeAe what the PACS knows the node as
     * @param pacsPort where the PACS, AE title ORTHANC, takes associations
     * @param slices of each study
     * @param studies one after the other; the first one warms up and is not counted where there are more
     */
    public record Options(String nodeAe, int pacsPort, int slices, int studies) {}

    public StudyBench(Options options) {
        this.options = options;
    }

    /** Runs it. */
    public BenchReport run() throws IOException, InterruptedException {
        Peer pacs = peer("orthanc", "ORTHANC", options.pacsPort());
        List<Double> seconds = new ArrayList<>();
        try (DicomClient client = new DicomClient(new AeTitle("PACS"), AssociationLimits.DEFAULTS, Optional.empty())) {
            for (int i = 0; i < options.studies(); i++) {
                StudyLoad load = new StudyLoad(options.slices(), "BENCH");
                load.send(client, pacs);
                long sent = move(client, pacs, load.study());
                awaitReport(client, pacs, load.study());
                double took = (System.nanoTime() - sent) / 1e9;
                if (i > 0 || options.studies() == 1) seconds.add(took);
            }
        }
        double worst = seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double mean =
                seconds.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return new BenchReport(
                Instant.now(),
                BenchReport.Machine.current(),
                seconds.size() + " chest CTs of " + options.slices()
                        + " slices of 512 KiB, one after the other; last C-STORE to report in the PACS",
                List.of(
                        Target.of("study-to-report", worst, "s", LONGEST_SECONDS, Better.LOWER, null),
                        new Target("study-to-report-mean", mean, "s", null, null, null)));
    }

    /** Makes the PACS send the study to the node; returns when its last C-STORE was acknowledged. */
    private long move(DicomClient client, Peer pacs, String study) throws IOException {
        try (Association association = client.open(pacs, List.of(new Proposal(Uids.STUDY_ROOT_MOVE, Uids.PLAIN)))) {
            Retrieved moved = Requests.move(
                    association,
                    new DataSet().put(Tag.QUERY_RETRIEVE_LEVEL, "STUDY").put(Tag.STUDY_INSTANCE_UID, study),
                    new AeTitle(options.nodeAe()));
            long last = System.nanoTime();
            association.release();
            if (moved.completed() != options.slices()) {
                throw new IOException(String.format(
                        "the PACS sent %d of %d instances to the node (status %04X)",
                        moved.completed(), options.slices(), moved.status()));
            }
            return last;
        }
    }

    private static void awaitReport(DicomClient client, Peer pacs, String study)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + GIVE_UP.toNanos();
        while (!has("SEG", client, pacs, study) || !has("SR", client, pacs, study)) {
            if (System.nanoTime() > end) {
                throw new IOException("no report with a segmentation of the study came within " + GIVE_UP.toMinutes()
                        + " minutes; ./trivium logs domain-med says why");
            }
            boolean _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean has(String modality, DicomClient client, Peer pacs, String study) throws IOException {
        try (Association association = client.open(pacs, List.of(new Proposal(Uids.STUDY_ROOT_FIND, Uids.PLAIN)))) {
            List<DataSet> found = Requests.find(
                    association,
                    new DataSet()
                            .put(Tag.QUERY_RETRIEVE_LEVEL, "SERIES")
                            .put(Tag.MODALITY, modality)
                            .put(Tag.STUDY_INSTANCE_UID, study)
                            .put(Tag.SERIES_INSTANCE_UID, ""),
                    10);
            association.release();
            return !found.isEmpty();
        }
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
}
