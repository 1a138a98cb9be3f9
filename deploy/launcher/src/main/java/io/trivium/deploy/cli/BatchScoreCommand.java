package io.trivium.deploy.cli;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.RegisteredModels;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Scores the history of a topic with a registered version, in a process of its own. */
@Command(
        name = "score",
        description = {
            "Score the examples of a topic between two times with a registered version, each once, in a process of its own.",
            "Killed or stopped, the same command continues. Needs the running platform's Kafka."
        })
final class BatchScoreCommand implements Callable<Integer> {
    @ParentCommand
    BatchCommand batch = new BatchCommand();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME[/VERSION]",
            description = "Model and version (default: its highest version).")
    String model = "";

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "learning.example.v1",
            description = "Topic of the examples (default: ${DEFAULT-VALUE}).")
    String topic = "learning.example.v1";

    @Option(names = "--out", required = true, paramLabel = "TOPIC", description = "Topic of the answers; must exist.")
    String out = "";

    @Option(names = "--from", paramLabel = "TIME", description = "Time of the first record (default: all).")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Time of the first record left out (default: none).")
    @Nullable
    String to;

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = batch.trivium.options;
        PlatformStatus status = options.platform()
                .status()
                .orElseThrow(
                        () -> LauncherException.notReady("The platform is not running; start it with ./trivium up."));
        List<String> arguments = new ArrayList<>(List.of("batch", "score", "--pack"));
        arguments.add(RegisteredModels.of(options).pack(model).toString());
        arguments.addAll(List.of("--bootstrap", "127.0.0.1:" + status.ports().kafka()));
        arguments.addAll(List.of("--topic", topic, "--out", out));
        if (from != null) arguments.addAll(List.of("--from", from));
        if (to != null) arguments.addAll(List.of("--to", to));
        return new Tools(Installation.current())
                .runtime(arguments, Tools.environment(status, options.platform().data()));
    }
}
