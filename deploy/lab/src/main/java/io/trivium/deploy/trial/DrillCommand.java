package io.trivium.deploy.trial;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.bench.BenchPlatform;
import io.trivium.deploy.bench.Cleanup;
import io.trivium.deploy.chaos.Disks;
import io.trivium.deploy.chaos.Proxies;
import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.cli.UpCommand;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.ServiceApi;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.drill.Alerting;
import io.trivium.deploy.drill.CauseName;
import io.trivium.deploy.drill.DrillReport;
import io.trivium.deploy.drill.DrillRun;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Follows the runbooks on a platform of its own; never the platform people use. */
@Command(
        name = "drill",
        description = {
            "Follow the runbooks: cause faults on a platform of its own, wait until Prometheus with the shipped rules",
            "raises the alert, check what the runbook says, correct the fault, and wait until the alert is over. Needs",
            "Debian's prometheus, prometheus-node-exporter, prometheus-blackbox-exporter and dcmtk, and a user who may mount.",
            "Starts and stops a platform in .data-drill next to ./trivium, on other ports; --data-dir and --port-base name",
            "another. Takes about an hour. Exit code 0 when every alert fired as its runbook says and was resolved, else 1."
        })
final class DrillCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_400;

    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "CAUSE",
            description = "Only these: ${COMPLETION-CANDIDATES} (default: all).")
    Set<CauseName> only = EnumSet.noneOf(CauseName.class);

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        Platform platform = BenchPlatform.openDisturbed(options, ".data-drill", PORT_BASE, "a drill");
        DataDirectory data = platform.data();
        int base = Objects.requireNonNull(options.portBase);
        try (Cleanup _ = Cleanup.onSignal();
                Disks disks = Disks.of(data, DrillRun.DISKS, Duration.ZERO);
                Proxies proxies = new Proxies(new Ports(base), 0)) {
            return run(platform, disks, proxies);
        }
    }

    private int run(Platform platform, Disks disks, Proxies proxies) throws InterruptedException {
        GlobalOptions options = trivium.options;
        try {
            UpCommand.start(options, platform, wait.limit());
            platform.setDemoTraffic(true);
            Ports behind = new Ports(platform.usualPortBase(), true);
            Path observability = Installation.current().root().resolve("deploy/observability");
            try (Alerting alerting = new Alerting(platform.data(), observability, behind);
                    DrillRun run = new DrillRun(
                            platform,
                            behind,
                            proxies,
                            disks,
                            alerting,
                            service -> ServiceApi.of(platform, service, ServiceApi.PLATFORM)
                                    .get("/v1/dead-letters?limit=20&state=open")
                                    .toString(),
                            only.isEmpty() ? EnumSet.allOf(CauseName.class) : only,
                            wait.limit(),
                            options.terminal::say)) {
                DrillReport report = run.run();
                if (options.json) options.terminal.data().println(report.toJson());
                return (report.isAsSaid() ? ExitCode.OK : ExitCode.FAILURE).code();
            }
        } finally {
            proxies.restoreAll();
            platform.stop(ignored -> {});
        }
    }
}
