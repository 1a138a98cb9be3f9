package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.Processors;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Loads the payments service beyond its capacity. */
@Command(
        name = "overload",
        description = {
            "Measure what becomes of authorizations over HTTP when three and ten times as many are asked for as can be",
            "decided: latency of admitted ones, what is decided, how quickly the rest is refused, and how soon all is as",
            "before. On a platform of its own in .data-bench-overload next to ./trivium, on other ports; the load generator has",
            "the machine's last processor for itself, the platform the others.",
            "Exit code 0 when it ran, whether the targets were met or not."
        })
final class OverloadBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 23_000;

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(
            names = "--rate",
            defaultValue = "100",
            description = "Authorizations a second in an ordinary hour (default: ${DEFAULT-VALUE}).")
    int rate = 100;

    @Option(
            names = "--times",
            split = ",",
            defaultValue = "3,10",
            description = "Multiples of what can be done (default: ${DEFAULT-VALUE}).")
    List<String> times = List.of("3", "10");

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = BenchPlatform.open(options, ".data-bench-overload", PORT_BASE);
        BenchPlatform.refuseRunning(platform, "this benchmark");
        boolean apart = Processors.canBeChosen();
        Processors generator = Processors.last();
        if (apart) giveUp(Processors.allButLast());
        return BenchPlatform.measure(options, platform, wait, status -> {
            List<String> arguments = new ArrayList<>(List.of(
                    "overload",
                    "--bootstrap",
                    "127.0.0.1:" + status.ports().kafka(),
                    "--rate",
                    Integer.toString(rate),
                    "--times",
                    String.join(",", times)));
            if (apart) arguments.add("--apart");
            if (options.json) arguments.add("--json");
            Tools tools = new Tools(Installation.current());
            Map<String, String> environment = Tools.environment(status, platform.data());
            return apart ? tools.finOn(generator, arguments, environment) : tools.fin(arguments, environment);
        });
    }

    /**
     * The load generator must not take processors from the service: sending ten times the load uses most of a
     * processor.
     */
    private static void giveUp(Processors others) throws InterruptedException {
        try {
            others.takeOver();
        } catch (IOException e) {
            throw LauncherException.failure("The processors cannot be shared out: " + e.getMessage());
        }
    }
}
