package io.trivium.deploy.edge;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.conformance.Target;
import io.trivium.deploy.faults.ReportJson;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what callers of the payments service notice of half-open connections and of malformed tokens. */
@Command(
        name = "edge",
        description = {
            "Measure the latency of callers with a token, reads and payment decisions at the running payments service, while",
            "others keep half-open connections and then send malformed tokens: at most twice the latency without them, no",
            "5xx, at most 100 lines in the log. It pays in the demo's bank: use a disposable platform.",
            "Exit code 0 when every target was met, 1 when one was missed."
        })
public final class EdgeBenchCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--connections",
            defaultValue = "1000",
            description = "Half-open connections (default: ${DEFAULT-VALUE}).")
    int connections = 1_000;

    @Option(names = "--tokens", defaultValue = "10000", description = "Malformed tokens (default: ${DEFAULT-VALUE}).")
    int tokens = 10_000;

    @Option(
            names = "--token-rate",
            defaultValue = "250",
            description = "Malformed tokens a second (default: ${DEFAULT-VALUE}).")
    int tokenRate = 250;

    @Option(
            names = "--rate",
            defaultValue = "20",
            description = "Reads, and payments, of other callers a second (default: ${DEFAULT-VALUE}).")
    int rate = 20;

    @Option(
            names = "--seconds",
            defaultValue = "40",
            description = "Length of each stretch (default: ${DEFAULT-VALUE}).")
    int seconds = 40;

    @Option(names = "--seed", defaultValue = "28", description = "Of the tokens (default: ${DEFAULT-VALUE}).")
    long seed = 28;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Math.min(Math.min(connections, tokens), Math.min(Math.min(tokenRate, rate), seconds)) < 1) {
            throw new ParameterException(spec.commandLine(), "Give each number a value of 1 or more.");
        }
        GlobalOptions options = ((Trivium) spec.root().userObject()).options;
        Platform platform = options.platform();
        PlatformStatus status = platform.isRunning() ? platform.status().orElse(null) : null;
        if (status == null || !status.ready()) {
            throw LauncherException.notReady("The measurement needs a running platform; start it with ./trivium up.");
        }
        Instant started = Instant.now();
        try (Target target = new Target(
                platform, status, Files.createTempDirectory(platform.data().run(), "edge-"), List.of())) {
            EdgeReport report = new EdgeRun(
                            target,
                            new EdgeRun.Size(connections, tokens, tokenRate, rate, seconds, seed),
                            options.terminal::say)
                    .measure();
            List<EdgeReport.Figure> figures = report.figures();
            if (options.json) {
                ReportJson json = new ReportJson(
                        started, rate + " reads and " + rate + " payments a second, stretches of " + seconds + " s");
                figures.forEach(one -> json.target(one.name(), one.value(), one.unit(), one.target()));
                options.terminal.data().println(json.text());
            } else {
                figures.forEach(one -> options.terminal.data().println(line(one)));
            }
            boolean met = figures.stream().noneMatch(one -> Boolean.FALSE.equals(one.met()));
            return (met ? ExitCode.OK : ExitCode.FAILURE).code();
        }
    }

    private static String line(EdgeReport.Figure figure) {
        return String.format(
                Locale.ROOT,
                "%-28s %10.4g %-3s %s",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.target() == null
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "target %.4g %s",
                                figure.target(),
                                Boolean.TRUE.equals(figure.met()) ? "met" : "MISSED"));
    }
}
