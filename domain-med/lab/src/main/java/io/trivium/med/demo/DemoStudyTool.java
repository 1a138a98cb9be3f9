package io.trivium.med.demo;

import io.trivium.med.dicom.association.AeTitle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends one simulated chest CT to the hospital's node, and ends; the first time it sends some more. A study passes through the
 * demo's PACS where there is one and it works, and comes straight from the simulated modality otherwise.
 */
@Command(
        name = "demo-study",
        mixinStandardHelpOptions = true,
        description = "Send a simulated chest CT to the hospital's node, through the demo's PACS where there is one.")
public final class DemoStudyTool implements Callable<Integer> {
    private static final long POLL_MILLIS = 500;

    @Option(names = "--node-port", required = true, description = "Port of the node's DICOM acceptor.")
    int nodePort;

    @Option(names = "--node-ae", defaultValue = "TRIVIUM", description = "AE title of the node.")
    String nodeAe = "TRIVIUM";

    @Option(names = "--pacs-port", description = "Port of the PACS's DICOM acceptor (default: there is no PACS).")
    @Nullable
    Integer pacsPort;

    @Option(names = "--list", required = true, description = "File with the studies that were sent; made when missing.")
    @Nullable
    Path list;

    @Option(
            names = "--first",
            defaultValue = "1",
            description = "Studies that are to be at the node after this run (default: ${DEFAULT-VALUE}).")
    int first = 1;

    @Option(
            names = "--most",
            defaultValue = "16",
            description = "Simulated studies after which no more are made (default: ${DEFAULT-VALUE}).")
    int most = 16;

    @Option(
            names = "--await-results",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description =
                    "Wait so long for report and segmentation in the PACS, and fail without (default: do not wait).")
    int awaitSeconds;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoStudyTool()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        AeTitle title = new AeTitle(nodeAe);
        try (DemoPeer node = new DemoPeer(title, nodePort);
                @Nullable DemoPeer pacs = pacsPort == null ? null : new DemoPeer(new AeTitle("ORTHANC"), pacsPort)) {
            if (list == null) throw new IOException("--list is missing");
            DemoStudyList studies = new DemoStudyList(list);
            do {
                Optional<DemoStudy> next = studies.next(most, now());
                if (next.isEmpty()) {
                    System.out.println("all " + most + " simulated studies were sent; the demo makes no more");
                    return 0;
                }
                DemoStudy study = next.orElseThrow();
                send(study, node, title, pacs);
                studies.sent(study);
                if (pacs != null) awaitResults(pacs, study.studyInstance());
            } while (studies.sent() < first);
            return 0;
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            return 1;
        }
    }

    private static void send(DemoStudy study, DemoPeer node, AeTitle title, @Nullable DemoPeer pacs)
            throws IOException {
        SimulatedStudy simulated = SimulatedStudy.of(study.number(), study.studyInstance(), study.acquired());
        String what =
                study.studyInstance() + " of " + simulated.ct().patientId() + ", " + simulated.slices() + " slices";
        if (pacs != null) {
            try {
                pacs.store(simulated);
                pacs.forward(study.studyInstance(), title);
                System.out.println(what + ", sent from the PACS to the node");
                return;
            } catch (IOException e) {
                System.out.println("the PACS did not pass a study on and is left out: " + e.getMessage());
            }
        }
        node.store(simulated);
        System.out.println(what + ", was sent to the node");
    }

    private static LocalDateTime now() {
        return LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    }

    private void awaitResults(DemoPeer pacs, String studyInstance) throws IOException, InterruptedException {
        if (awaitSeconds <= 0) return;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(awaitSeconds);
        while (!pacs.hasResults(studyInstance)) {
            if (System.nanoTime() > end) {
                throw new IOException("no report with a segmentation came back within " + awaitSeconds
                        + " s; ./trivium logs domain-med says why");
            }
            boolean _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
        System.out.println("report and segmentation are in the PACS");
    }
}
