package io.trivium.deploy.cli;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Computes the features of past authorizations once more, in a process of its own. */
@Command(
        name = "features",
        description = {
            "Compute the features of past authorizations once more, by this release's code, from the logs of authorizations and",
            "labels, and write each once to a topic, in a process of its own. Killed or stopped, the same command continues. Needs",
            "the running platform's Kafka."
        })
final class BatchFeaturesCommand implements Callable<Integer> {
    /** The demo's bank whose payments are recorded ones, as old as they are. */
    private static final String REPLAYED = "replay-bank";

    @ParentCommand
    BatchCommand batch = new BatchCommand();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "TOPIC",
            description = "Topic of the features; must exist, and be empty at the beginning of a run.")
    String out = "";

    @Option(names = "--from", paramLabel = "TIME", description = "Arrival of the first one written (default: all).")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Arrival of the first one left out (default: none).")
    @Nullable
    String to;

    @Override
    public Integer call() throws InterruptedException {
        Platform platform = batch.trivium.options.platform();
        PlatformStatus status = platform.status()
                .orElseThrow(
                        () -> LauncherException.notReady("The platform is not running; start it with ./trivium up."));
        List<String> arguments = new ArrayList<>(List.of("backfill", "--out", out));
        arguments.addAll(List.of("--bootstrap", "127.0.0.1:" + status.ports().kafka()));
        arguments.addAll(List.of("--historical-tenants", REPLAYED));
        if (from != null) arguments.addAll(List.of("--from", from));
        if (to != null) arguments.addAll(List.of("--to", to));
        return new Tools(Installation.current()).fin(arguments, Tools.environment(status, platform.data()));
    }
}
