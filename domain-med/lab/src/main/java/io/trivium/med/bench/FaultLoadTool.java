package io.trivium.med.bench;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends chest CTs to a node, one after the other, regardless of its failures: what was not acknowledged is sent again
 * in a new association until it is, as a modality does. Prints a study's UID once all of it is acknowledged, and ends
 * with its input.
 */
@Command(
        name = "fault-load",
        mixinStandardHelpOptions = true,
        description = "Sends studies until its input ends, each until all of it is acknowledged.")
public final class FaultLoadTool implements Callable<Integer> {

    private static final long RETRY_MILLIS = 500;

    @Option(names = "--node-port", required = true, description = "Port of the node's DICOM acceptor.")
    int nodePort;

    @Option(names = "--node-ae", defaultValue = "TRIVIUM", description = "AE title of the node.")
    String nodeAe = "TRIVIUM";

    @Option(names = "--patient", required = true, description = "Patient ID of all studies.")
    String patient = "";

    @Option(names = "--slices", defaultValue = "24", description = "Slices of a study (default: ${DEFAULT-VALUE}).")
    int slices = 24;

    @Option(names = "--pause", defaultValue = "500", description = "Milliseconds between studies.")
    long pauseMillis = 500;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FaultLoadTool()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread _ = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (System.in.read() >= 0) {
                    // Only its end means something.
                }
            } catch (IOException e) {
                // The same.
            }
            ended.countDown();
        });
        Peer node = new Peer(
                "node",
                new AeTitle(nodeAe),
                new TenantId("bench"),
                List.of(new HostRange("127.0.0.1")),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", nodePort)),
                false,
                Optional.empty());
        try (DicomClient client = new DicomClient(new AeTitle("PACS"), AssociationLimits.DEFAULTS, Optional.empty())) {
            do {
                StudyLoad load = new StudyLoad(slices, patient);
                while (!load.sendRest(client, node)) {
                    boolean _ = new CountDownLatch(1).await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
                System.out.println(load.study());
            } while (!ended.await(pauseMillis, TimeUnit.MILLISECONDS));
        }
        return 0;
    }
}
