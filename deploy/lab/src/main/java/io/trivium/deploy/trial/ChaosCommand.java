package io.trivium.deploy.trial;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.bench.BenchPlatform;
import io.trivium.deploy.bench.Cleanup;
import io.trivium.deploy.bench.SabotageKinds;
import io.trivium.deploy.bench.SeedOption;
import io.trivium.deploy.bench.StudyOption;
import io.trivium.deploy.chaos.ChaosPlan;
import io.trivium.deploy.chaos.ChaosPlan.FlowName;
import io.trivium.deploy.chaos.ChaosReport;
import io.trivium.deploy.chaos.ChaosRun;
import io.trivium.deploy.chaos.ChaosSabotage;
import io.trivium.deploy.chaos.Clocks;
import io.trivium.deploy.chaos.Disks;
import io.trivium.deploy.chaos.FaultKind;
import io.trivium.deploy.chaos.Proxies;
import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.cli.UpCommand;
import io.trivium.deploy.cli.option.AuditChains;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.faults.med.MedSabotage;
import io.trivium.deploy.faults.plant.PlantSabotage;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Disturbs a platform of its own under the loads of all flows at once; never the platform people use. */
@Command(
        name = "chaos",
        description = {
            "Kill, stop, cut off, slow down and fill up a platform of its own under the loads of all flows at once, in an order",
            "that a seed repeats, and hold what is left against what was acknowledged. Starts and stops a platform in",
            ".data-chaos next to ./trivium, on other ports, behind proxies; --data-dir and --port-base name another.",
            "Exit code 0 when every promise was kept, 1 when one was broken."
        })
final class ChaosCommand implements Callable<Integer> {
    private static final int PORT_BASE = 30_000;

    @ParentCommand
    Trivium trivium = new Trivium();

    @Mixin
    SeedOption seed = new SeedOption();

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "Time in which faults begin (default: ${DEFAULT-VALUE}).")
    int minutes = 10;

    @Option(
            names = "--flows",
            split = ",",
            paramLabel = "FLOW",
            description = "Only these: ${COMPLETION-CANDIDATES} (default: all).")
    Set<FlowName> flows = EnumSet.noneOf(FlowName.class);

    @Option(
            names = "--faults",
            split = ",",
            paramLabel = "FAULT",
            description = {
                "Only these: kill, fault-point, stop, delay, throttle, cut, black-hole, half-open, slice, swizzle-clog, disk-full,",
                "power-cut, clock-jump (default: all; without disk-full and power-cut where this machine permits no mounts",
                "a disk, without clock-jump where it has no libfaketime)."
            })
    List<String> faults = List.of();

    @Option(names = "--rate", defaultValue = "20", description = "Authorizations a second (default: ${DEFAULT-VALUE}).")
    int rate = 20;

    @Mixin
    StudyOption study = new StudyOption();

    @Option(
            names = "--sabotage",
            split = ",",
            paramLabel = "KIND",
            hidden = true,
            description =
                    "Break these behind the platform's back when all has settled: the run must report exactly them.")
    List<String> sabotage = List.of();

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = trivium.options;
        ChaosPlan plan = plan();
        Platform platform = BenchPlatform.openDisturbed(options, ".data-chaos", PORT_BASE, "a run of chaos");
        DataDirectory data = platform.data();
        int base = Objects.requireNonNull(options.portBase);
        try (Cleanup _ = Cleanup.onSignal();
                Disks disks = disks(data, plan);
                Proxies proxies = new Proxies(new Ports(base), plan.seed())) {
            return run(platform, plan, disks, clocks(data, plan), proxies);
        }
    }

    private int run(Platform platform, ChaosPlan plan, Disks disks, Clocks clocks, Proxies proxies)
            throws InterruptedException {
        GlobalOptions options = trivium.options;
        try {
            UpCommand.start(options, platform, wait.limit());
            ChaosReport report = new ChaosRun(
                            platform,
                            platform.awaitReady(wait.limit(), ignored -> {}),
                            plan,
                            proxies,
                            disks,
                            clocks,
                            () -> AuditChains.findings(platform, wait.limit()),
                            options.terminal::say)
                    .run();
            if (options.json) options.terminal.data().println(report.toJson());
            return (report.asExpected() ? ExitCode.OK : ExitCode.FAILURE).code();
        } finally {
            proxies.restoreAll();
            platform.stop(ignored -> {});
        }
    }

    private ChaosPlan plan() {
        Set<FlowName> chosen = flows.isEmpty() ? EnumSet.allOf(FlowName.class) : flows;
        List<Object> kinds = SabotageKinds.parse(
                sabotage,
                Stream.of(ChaosSabotage.all(), PlantSabotage.all(), MedSabotage.all())
                        .<Object>flatMap(List::stream)
                        .toList());
        return new ChaosPlan(
                seed.orNew(),
                Duration.ofMinutes(minutes),
                chosen,
                FaultKind.parse(faults),
                rate,
                study.slices,
                of(kinds, ChaosSabotage.class).stream()
                        .filter(kind -> kind.isOf(chosen))
                        .toList(),
                chosen.contains(FlowName.industrial) ? of(kinds, PlantSabotage.class) : List.of(),
                chosen.contains(FlowName.med) ? of(kinds, MedSabotage.class) : List.of());
    }

    private static <T> List<T> of(List<Object> kinds, Class<T> type) {
        return kinds.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Disks not requested by name are omitted where they are not possible. */
    private Disks disks(DataDirectory data, ChaosPlan plan) throws InterruptedException {
        List<String> components = plan.components();
        if (components.isEmpty()) return Disks.none();
        try {
            return Disks.of(data, components, plan.length());
        } catch (LauncherException e) {
            if (!faults.isEmpty()) throw e;
            trivium.options.terminal.say("Without disk-full and power-cut: " + e.getMessage());
            return Disks.none();
        }
    }

    private Clocks clocks(DataDirectory data, ChaosPlan plan) {
        List<String> services = plan.clocks();
        if (services.isEmpty()) return Clocks.none();
        try {
            return Clocks.of(data, services);
        } catch (LauncherException e) {
            if (!faults.isEmpty()) throw e;
            trivium.options.terminal.say("Without clock-jump: " + e.getMessage());
            return Clocks.none();
        }
    }
}
