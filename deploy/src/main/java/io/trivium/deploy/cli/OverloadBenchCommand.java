package io.trivium.deploy.cli;

import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Platform;
import io.trivium.deploy.standalone.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Asks the payments service for more than it can do. */
@Command(
        name = "overload",
        description = {
            "Measure what becomes of authorizations over HTTP when three and ten times as many are asked for as can be",
            "decided: latency of those let in, what is decided, how quickly the rest is refused, and how soon all is as",
            "before. On a platform of its own in .data-bench-overload beside ./trivium, on other ports.",
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
        return BenchPlatform.measure(options, platform, wait, status -> {
            List<String> arguments = new ArrayList<>(List.of(
                    "overload",
                    "--bootstrap",
                    "127.0.0.1:" + status.ports().kafka(),
                    "--rate",
                    Integer.toString(rate),
                    "--times",
                    String.join(",", times)));
            if (options.json) arguments.add("--json");
            return new Tools(Installation.current()).fin(arguments, Tools.environment(status, platform.data()));
        });
    }
}
