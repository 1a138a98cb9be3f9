package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.ServiceApi;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Measures the hospital's service on a platform of its own: generated data does not stay in any archive or worklist.
 */
@Command(
        name = "med",
        description = {
            "Measure C-STORE of CT images into the hospital's node and, in the same run, into Debian's Orthanc, on a",
            "platform of its own in .data-bench-med next to ./trivium, on other ports; the directory may be deleted afterwards.",
            "With --only: the way of a study, or pages of the worklist, as well or instead.",
            "Exit code 0 when it ran, whether the targets were met or not; 1 when a page of the worklist is wrong."
        })
final class MedBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_000;

    /** Offset of the port of the Orthanc that is measured. */
    private static final int ORTHANC = 170;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    /** The parts that can be measured. */
    enum Part {
        store,
        study,
        worklist
    }

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = {
                "store: C-STORE into the node and into Orthanc; study: from the last C-STORE of a chest CT that Orthanc",
                "sends to its report in Orthanc, which needs the models; worklist: pages of the worklist of a hospital that",
                "has read for years (default: store)."
            })
    List<Part> only = List.of(Part.store);

    @Option(
            names = "--slices",
            defaultValue = "300",
            description = "study: slices of each study (default: ${DEFAULT-VALUE}).")
    int slices = 300;

    @Option(
            names = "--studies",
            defaultValue = "4",
            description = "study: studies, of which the first warms up (default: ${DEFAULT-VALUE}).")
    int studies = 4;

    @Option(
            names = "--listed",
            paramLabel = "STUDIES",
            defaultValue = "200000",
            description = "worklist: studies that were read (default: ${DEFAULT-VALUE}).")
    int listed = 200_000;

    @Option(
            names = "--looks",
            defaultValue = "20",
            description = "worklist: requests of each kind (default: ${DEFAULT-VALUE}).")
    int looks = 20;

    @Option(names = "--instances", defaultValue = "600", description = "Images a run (default: ${DEFAULT-VALUE}).")
    int instances = 600;

    @Option(
            names = "--warm-up",
            paramLabel = "IMAGES",
            defaultValue = "1500",
            description = {
                "store: images into the node before anything is measured, half a MiB of disk each; the JVM's compiler",
                "takes ten minutes to end (default: ${DEFAULT-VALUE})."
            })
    int warmUp = 1_500;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = BenchPlatform.open(options, ".data-bench-med", PORT_BASE);
        return BenchPlatform.measure(options, platform, wait, status -> {
            int code = ExitCode.OK.code();
            if (only.contains(Part.store)) code = measure(options, platform, status);
            if (code == ExitCode.OK.code() && only.contains(Part.study)) code = study(options, status);
            if (code == ExitCode.OK.code() && only.contains(Part.worklist)) code = worklist(options, platform, status);
            return code;
        });
    }

    private int measure(GlobalOptions options, Platform platform, PlatformStatus status)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(platform.data().run(), "store-bench-");
        List<String> arguments = new ArrayList<>(List.of(
                "--node-port",
                Integer.toString(status.ports().dicom()),
                "--node-pid",
                pid(status, "domain-med"),
                "--database-pid",
                pid(status, "postgres"),
                "--orthanc-port",
                Integer.toString(status.ports().base() + ORTHANC),
                "--instances",
                Integer.toString(instances),
                "--warm-up",
                Integer.toString(warmUp),
                "--directory",
                directory.toString()));
        if (options.json) arguments.add("--json");
        return new Tools(Installation.current()).storeBench(arguments);
    }

    private int worklist(GlobalOptions options, Platform platform, PlatformStatus status)
            throws IOException, InterruptedException {
        ServiceApi api = ServiceApi.of(platform, "domain-med", "demo-hospital");
        Database database = new Database(status, platform.data());
        WorklistBench.Report report = new WorklistBench(database, api, listed, looks).run();
        if (options.json) options.terminal.data().println(report.toJson());
        else report.lines().forEach(options.terminal.data()::println);
        return (report.same() ? ExitCode.OK : ExitCode.FAILURE).code();
    }

    private int study(GlobalOptions options, PlatformStatus status) throws InterruptedException {
        if (status.component("orthanc").isEmpty()) {
            throw LauncherException.failure(
                    "There is no PACS to send to; install Debian's orthanc and orthanc-dicomweb.");
        }
        List<String> arguments = new ArrayList<>(List.of(
                "--pacs-port",
                Integer.toString(status.ports().pacs()),
                "--slices",
                Integer.toString(slices),
                "--studies",
                Integer.toString(studies)));
        if (options.json) arguments.add("--json");
        return new Tools(Installation.current()).studyBench(arguments);
    }

    private static String pid(PlatformStatus status, String component) {
        return Long.toString(status.component(component)
                .map(ComponentStatus::pid)
                .orElseThrow(() -> LauncherException.failure(component + " does not run; see ./trivium status.")));
    }
}
