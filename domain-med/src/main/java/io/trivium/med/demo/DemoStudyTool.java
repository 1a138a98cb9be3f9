package io.trivium.med.demo;

import io.trivium.med.demo.DemoPolicy.Step;
import io.trivium.med.dicom.AeTitle;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts one simulated chest CT into the demo's PACS, has the PACS send it to the node, and ends. */
@Command(
        name = "demo-study",
        mixinStandardHelpOptions = true,
        description = "Put a simulated chest CT into the demo's PACS and have it sent to the node.")
public final class DemoStudyTool implements Callable<Integer> {
    private static final long POLL_MILLIS = 500;

    @Option(names = "--pacs-port", required = true, description = "Port of the PACS's DICOM acceptor.")
    int pacsPort;

    @Option(names = "--node-ae", defaultValue = "TRIVIUM", description = "AE title of the node.")
    String nodeAe = "TRIVIUM";

    @Option(
            names = "--most",
            defaultValue = "16",
            description = "Simulated studies in the PACS after which no more are made (default: ${DEFAULT-VALUE}).")
    int most = 16;

    @Option(
            names = "--await-results",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Wait so long for report and segmentation, and fail without (default: do not wait).")
    int awaitSeconds;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoStudyTool()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try (DemoPacs pacs = new DemoPacs(pacsPort, new AeTitle(nodeAe))) {
            return switch (new DemoPolicy(most).next(pacs.studies(), now())) {
                case Step.SendOn(DemoStudy study) -> {
                    pacs.forward(study.studyInstance());
                    System.out.println(study.studyInstance() + " has no report yet and was sent to the node again");
                    yield results(pacs, study.studyInstance());
                }
                case Step.Make(int number) -> {
                    SimulatedStudy study = SimulatedStudy.of(number, now());
                    pacs.store(study);
                    pacs.forward(study.ct().studyInstance());
                    System.out.println(
                            study.ct().studyInstance() + " of " + study.ct().patientId() + ", " + study.slices()
                                    + " slices, went from the PACS to the node");
                    yield results(pacs, study.ct().studyInstance());
                }
                case Step.Rest(int kept) -> {
                    System.out.println("the PACS has " + kept + " simulated studies, as many as the demo makes; delete"
                            + " some there to get new ones");
                    yield 0;
                }
            };
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            return 1;
        }
    }

    private static LocalDateTime now() {
        return LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
    }

    private int results(DemoPacs pacs, String studyInstance) throws IOException, InterruptedException {
        if (awaitSeconds <= 0) return 0;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(awaitSeconds);
        while (pacs.studies().stream()
                .noneMatch(study ->
                        study.studyInstance().equals(studyInstance) && study.isReported() && study.isSegmented())) {
            if (System.nanoTime() > end) {
                throw new IOException("no report with a segmentation came back within " + awaitSeconds
                        + " s; ./trivium logs domain-med says why");
            }
            boolean _ = new CountDownLatch(1).await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
        System.out.println("report and segmentation are in the PACS");
        return 0;
    }
}
