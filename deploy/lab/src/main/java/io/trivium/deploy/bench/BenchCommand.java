package io.trivium.deploy.bench;

import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.DomainTool;
import io.trivium.deploy.edge.EdgeBenchCommand;
import io.trivium.deploy.gpu.GpuBenchCommand;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures the running platform, which it starts when it is down; demo traffic pauses meanwhile. */
@Command(
        name = "bench",
        subcommands = {
            FaultsCommand.class,
            ClusterCommand.class,
            RuntimeBenchCommand.class,
            PacksBenchCommand.class,
            GpuBenchCommand.class,
            MedBenchCommand.class,
            MedFaultsCommand.class,
            IndustrialBenchCommand.class,
            IndustrialFaultsCommand.class,
            LearningBenchCommand.class,
            CostsBenchCommand.class,
            OverloadBenchCommand.class,
            RestoreBenchCommand.class,
            UpgradeBenchCommand.class,
            CompareBenchCommand.class,
            SoakBenchCommand.class,
            EdgeBenchCommand.class,
            DemoBenchCommand.class
        },
        description = {
            "Measure the platform (started when it is down). The demo's traffic pauses meanwhile.",
            "Exit code 0 when it ran, whether the targets were met or not."
        })
public final class BenchCommand implements Callable<Integer> {
    @ParentCommand
    public Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Not a picocli requirement, which would apply before a subcommand too. */
    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "fin")
    @Nullable
    DomainTool domain;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Authorizations a second (default: ${DEFAULT-VALUE}).")
    int rate = 200;

    @Option(names = "--seconds", defaultValue = "60", description = "Length of a run (default: ${DEFAULT-VALUE}).")
    int seconds = 60;

    @Option(names = "--no-search", description = "Do not look for the highest rate that meets the target.")
    boolean noSearch;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = {
                "stream: from Kafka to Kafka, and the highest rate held; sync: the synchronous API; history: what a"
                        + " large",
                "history costs, on a platform of its own in .data-bench next to ./trivium, on other ports, which needs"
                        + " some",
                "25 GiB and half an hour (default: stream,sync)."
            })
    List<FinBench.Part> only = List.of();

    @Option(
            names = "--sync-rate",
            defaultValue = "300",
            description = "Requests a second to the synchronous API (default: ${DEFAULT-VALUE}).")
    int syncRate = 300;

    @Option(
            names = "--sync-seconds",
            defaultValue = "60",
            description = "Length of that run (default: ${DEFAULT-VALUE}).")
    int syncSeconds = 60;

    @Option(
            names = "--history-rows",
            arity = "2",
            paramLabel = "ROWS",
            description = "Sizes of history that are compared (default: 100000 10000000).")
    List<Long> historyRows = List.of(100_000L, 10_000_000L);

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        if (domain == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say what to measure: ./trivium bench fin, ./trivium bench "
                            + String.join(
                                    ", ./trivium bench ", spec.subcommands().keySet()) + ".");
        }
        if (domain != DomainTool.fin) {
            throw new ParameterException(spec.commandLine(), "There is no bench of the domain " + domain + " yet.");
        }
        return new FinBench(this).run();
    }
}
