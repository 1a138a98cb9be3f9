package io.trivium.deploy.cli;

import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import java.util.ArrayList;
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
        subcommands = {FaultsCommand.class, RuntimeBenchCommand.class},
        description = {
            "Measure the platform (started when it is down). The demo's traffic pauses meanwhile.",
            "Exit code 0 when it ran, whether the targets were met or not."
        })
final class BenchCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Not asked for by picocli, which would ask for it before a subcommand too. */
    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "fin")
    @Nullable
    Domain domain;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "Authorizations a second (default: ${DEFAULT-VALUE}).")
    int rate = 200;

    @Option(names = "--seconds", defaultValue = "60", description = "Length of a run (default: ${DEFAULT-VALUE}).")
    int seconds = 60;

    @Option(names = "--no-search", description = "Do not look for the highest rate that meets the target.")
    boolean noSearch;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        if (domain == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say what to measure: ./trivium bench fin, ./trivium bench runtime or ./trivium bench faults.");
        }
        Platform platform = trivium.options.writablePlatform();
        UpCommand.start(trivium.options, platform, wait.limit());
        PlatformStatus status = platform.awaitReady(wait.limit(), ignored -> {});
        boolean paused = platform.demoTraffic();
        if (paused) {
            platform.setDemoTraffic(false);
        }
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    "bench",
                    "--bootstrap",
                    "127.0.0.1:" + status.ports().kafka(),
                    "--rate",
                    Integer.toString(rate),
                    "--seconds",
                    Integer.toString(seconds)));
            if (noSearch) {
                arguments.add("--no-search");
            }
            if (trivium.options.json) {
                arguments.add("--json");
            }
            return new Tools(Installation.current()).fin(arguments, Tools.environment(status, platform.data()));
        } finally {
            if (paused) {
                platform.setDemoTraffic(true);
            }
        }
    }
}
