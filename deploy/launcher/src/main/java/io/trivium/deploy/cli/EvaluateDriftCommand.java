package io.trivium.deploy.cli;

import io.trivium.deploy.LauncherException;
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
import picocli.CommandLine.ParentCommand;

/** Measures the value of daily updates under drift; needs no running platform. */
@Command(
        name = "drift",
        description = {
            "Replay recorded days into which drifts are put, with labels that come days late, and compare a champion that",
            "is frozen with those that are renewed weekly and daily. Needs no running platform; takes a quarter of an hour",
            "a drift on one core."
        })
final class EvaluateDriftCommand implements Callable<Integer> {

    @ParentCommand
    EvaluateCommand evaluate = new EvaluateCommand();

    @Option(
            names = "--task",
            paramLabel = "TASK",
            defaultValue = EvaluateCommand.MODEL,
            description = "Task whose model is replayed (${DEFAULT-VALUE}, the only one with recorded days).")
    String task = EvaluateCommand.MODEL;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory of daily files.")
    Path source = Path.of(".");

    @Option(names = "--days", paramLabel = "DAY..DAY", description = "Days to replay (default: the last 28).")
    @Nullable
    String days;

    @Option(
            names = "--drifts",
            paramLabel = "DRIFT,DRIFT",
            description =
                    "none, new-fraud, amount-inflation, merchant-shift, merchant-churn (default: all but the last, each in"
                            + " a world of its own).")
    @Nullable
    String drifts;

    @Option(names = "--drift-after", paramLabel = "N", description = "Days before the world changes (default: 7).")
    @Nullable
    Integer driftAfter;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of drifts and trainings (default: 1).")
    @Nullable
    Long seed;

    @Option(names = "--window", paramLabel = "N", description = "Days of labels a training (default: 7).")
    @Nullable
    Integer window;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Directory of packs and scores; a stopped replay continues from it.")
    @Nullable
    Path work;

    @Override
    public Integer call() throws InterruptedException {
        if (!task.equals(EvaluateCommand.MODEL))
            throw LauncherException.failure("There are recorded days of " + EvaluateCommand.MODEL + " only, not of "
                    + task + "; leave --task out.");
        Tools tools = new Tools(Installation.current());
        List<String> arguments = new ArrayList<>(
                List.of("drift", "--data", source.toString(), "--runtime-classpath", tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--spec", tools.modelSpec("domain-fin", EvaluateCommand.MODEL));
        ReplayCommand.add(arguments, "--days", days);
        ReplayCommand.add(arguments, "--drifts", drifts);
        ReplayCommand.add(arguments, "--drift-after", driftAfter);
        ReplayCommand.add(arguments, "--seed", seed);
        ReplayCommand.add(arguments, "--window", window);
        ReplayCommand.add(arguments, "--work", work);
        if (evaluate.trivium.options.json) arguments.add("--json");
        return tools.fin(arguments, Map.of());
    }
}
