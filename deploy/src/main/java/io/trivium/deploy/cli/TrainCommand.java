package io.trivium.deploy.cli;

import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Trains a model on recorded days and writes a pack; needs no running platform. */
@Command(name = "train", description = "Train a domain's model and write it as a pack. Needs no running platform.")
final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(paramLabel = "DOMAIN", description = "fin")
    Domain domain = Domain.fin;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory of daily files.")
    Path source = Path.of(".");

    @Option(names = "--train", required = true, paramLabel = "DAY..DAY", description = "Days to train on.")
    String train = "";

    @Option(names = "--validation", paramLabel = "DAY..DAY", description = "Days to validate on.")
    @Nullable
    String validation;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the pack is written.")
    Path out = Path.of(".");

    @Option(names = "--model-version", required = true, paramLabel = "V", description = "Version of the pack.")
    String version = "";

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--from", paramLabel = "DIR", description = "Begin with the weights of this pack.")
    @Nullable
    Path from;

    @Override
    public Integer call() throws InterruptedException {
        Tools tools = new Tools(Installation.current());
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                source.toString(),
                "--train",
                train,
                "--out",
                out.toString(),
                "--version",
                version,
                "--seed",
                Long.toString(seed),
                "--runtime-classpath",
                tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--spec", tools.modelSpec("domain-fin", EvaluateCommand.MODEL));
        ReplayCommand.add(arguments, "--validation", validation);
        ReplayCommand.add(arguments, "--from", from);
        if (trivium.options.json) {
            arguments.add("--json");
        }
        return tools.fin(arguments, Map.of());
    }
}
