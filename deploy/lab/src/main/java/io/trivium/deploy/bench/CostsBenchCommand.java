package io.trivium.deploy.bench;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.ComponentStatus;
import io.trivium.deploy.size.CostRun;
import io.trivium.deploy.size.UnitCosts;
import io.trivium.deploy.size.Workload;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures the costs of an item of each kind of work, for {@code ./trivium size}. */
@Command(
        name = "costs",
        description = {
            "Measure what a payment, an image, a study and a reading cost in processor time, memory, bytes and, where the",
            "machine tells, energy, on a platform of its own in .data-bench-costs next to ./trivium, on other ports (16",
            "minutes, 10 GiB). ./trivium size --costs FILE reads what --json prints. Measure on the kind of machine that",
            "will do the work, with no other load."
        })
final class CostsBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 23_400;

    /** Offset of the port of the Orthanc that the store's benchmark measures besides. */
    private static final int ORTHANC = 170;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WORK",
            description = "Measure only these: ${COMPLETION-CANDIDATES} (default: all).")
    List<Workload> only = Arrays.asList(Workload.values());

    @Option(
            names = "--authorizations",
            defaultValue = "300",
            description = "Payments a second (default: ${DEFAULT-VALUE}).")
    int authorizations = 300;

    @Option(names = "--points", defaultValue = "10000", description = "Readings a second (default: ${DEFAULT-VALUE}).")
    int points = 10_000;

    @Option(
            names = "--seconds",
            defaultValue = "90",
            description = "How long payments and readings come (default: ${DEFAULT-VALUE}).")
    int seconds = 90;

    @Option(names = "--images", defaultValue = "2000", description = "Images (default: ${DEFAULT-VALUE}).")
    int images = 2_000;

    @Option(names = "--studies", defaultValue = "5", description = "Studies of 300 images (default: ${DEFAULT-VALUE}).")
    int studies = 5;

    @Mixin
    WaitOption wait = new WaitOption();

    private final Tools tools = Tools.quiet(Installation.current());

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = BenchPlatform.open(options, ".data-bench-costs", PORT_BASE);
        return BenchPlatform.measure(options, platform, wait, status -> {
            CostRun run = new CostRun(platform, status, options.terminal::say);
            for (Workload workload : only) {
                options.terminal.say("Work: " + workload.key());
                run.measure(workload, () -> load(workload, platform, status));
            }
            UnitCosts costs = run.costs();
            if (options.json) options.print(costs);
            return ExitCode.OK.code();
        });
    }

    private int load(Workload workload, Platform platform, PlatformStatus status)
            throws IOException, InterruptedException {
        return switch (workload) {
            case AUTHORIZATION ->
                tools.fin(
                        List.of(
                                "bench",
                                "--only",
                                "stream",
                                "--no-search",
                                "--bootstrap",
                                "127.0.0.1:" + status.ports().kafka(),
                                "--rate",
                                Integer.toString(authorizations),
                                "--seconds",
                                Integer.toString(seconds)),
                        Tools.environment(status, platform.data()));
            case IMAGE -> images(platform, status);
            case STUDY ->
                tools.studyBench(List.of(
                        "--pacs-port",
                        Integer.toString(status.ports().pacs()),
                        "--slices",
                        "300",
                        "--studies",
                        Integer.toString(studies)));
            case READING ->
                tools.plantBench(
                        status,
                        platform.data(),
                        List.of(
                                "--only",
                                "ingest",
                                "--rate",
                                Integer.toString(points),
                                "--seconds",
                                Integer.toString(seconds)));
        };
    }

    private int images(Platform platform, PlatformStatus status) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(platform.data().run(), "costs-");
        List<String> arguments = new ArrayList<>(List.of(
                "--node-port", Integer.toString(status.ports().dicom()),
                "--node-pid", pid(status, "domain-med"),
                "--database-pid", pid(status, "postgres"),
                "--orthanc-port", Integer.toString(status.ports().base() + ORTHANC),
                "--instances", Integer.toString(images),
                "--warm-up", Integer.toString(images),
                "--directory", directory.toString()));
        return tools.storeBench(arguments);
    }

    private static String pid(PlatformStatus status, String component) {
        return Long.toString(status.component(component)
                .map(ComponentStatus::pid)
                .orElseThrow(() -> LauncherException.failure(component + " does not run; see ./trivium status.")));
    }
}
