package io.trivium.deploy.cli;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.Domain;
import io.trivium.deploy.cli.option.Trained;
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

/** Trains a domain's models on recorded data and writes packs; needs no running platform. */
@Command(
        name = "train",
        description = "Train a domain's models and write them as packs. Needs no running platform.",
        subcommands = FederateCommand.class)
final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    // Not required by picocli, because `train federate` would have to name one.
    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "${COMPLETION-CANDIDATES}")
    @Nullable
    Domain domain;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = {
                "fin: directory of daily files.",
                "med: folder of lidc-nodule-voi; without it the search is trained on simulated nodules alone.",
                "industrial: folder of C-MAPSS."
            })
    @Nullable
    Path source;

    @Option(names = "--train", paramLabel = "DAY..DAY", description = "fin: days to train on.")
    @Nullable
    String train;

    @Option(names = "--validation", paramLabel = "DAY..DAY", description = "Days to validate on.")
    @Nullable
    String validation;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Where the pack is written; med: the packs, below their names.",
                "industrial: the same (default: trained, in the data directory)."
            })
    @Nullable
    Path out;

    @Option(
            names = "--model-version",
            paramLabel = "V",
            description = "Version of the pack; industrial: 1, where it is not given.")
    @Nullable
    String version;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--from", paramLabel = "DIR", description = "fin: begin with the weights of this pack.")
    @Nullable
    Path from;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description =
                    "med, industrial: rows and checkpoints, with which a stopped training goes on (default: OUT/work).")
    @Nullable
    Path work;

    @Option(
            names = "--only",
            paramLabel = "STEP",
            description = "med: steps to do, with commas: outlines, ratings, candidates, suspicions (default: all).")
    @Nullable
    String only;

    @Option(names = "--task", paramLabel = "TASK", description = "industrial: rul, failure-mode or cycle-defect.")
    @Nullable
    String task;

    @Option(names = "--subset", paramLabel = "NAME", description = "industrial: FD001, FD002, FD003 or FD004.")
    @Nullable
    String subset;

    @Option(
            names = "--code-revision",
            paramLabel = "REV",
            description = "med, industrial: commit of the code that trains, for the manifests.")
    @Nullable
    String revision;

    @Override
    public Integer call() throws InterruptedException {
        Domain trained = domain;
        if (trained == null)
            throw new LauncherException(ExitCode.USAGE, "Say which domain's models to train: fin, med or industrial.");
        Tools tools = new Tools(Installation.current())
                .signing(trivium.options.platform().data());
        return switch (trained) {
            case fin -> fin(tools);
            case med -> med(tools);
            case industrial -> industrial(tools);
        };
    }

    private int fin(Tools tools) throws InterruptedException {
        String days = train;
        if (days == null) throw LauncherException.failure("Name the days to train on with --train.");
        Path given = source;
        if (given == null) throw LauncherException.failure("Name the directory of daily files with --data.");
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                given.toString(),
                "--train",
                days,
                "--out",
                required(out, "--out").toString(),
                "--version",
                required(version, "--model-version"),
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

    private int med(Tools tools) throws InterruptedException {
        if (train != null || validation != null || from != null)
            throw LauncherException.failure("train med divides patients itself: no --train, --validation or --from.");
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--out",
                required(out, "--out").toString(),
                "--version",
                required(version, "--model-version"),
                "--seed",
                Long.toString(seed),
                "--specs",
                tools.modelSpecs("domain-med").toString(),
                "--runtime-classpath",
                tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--data", source);
        ReplayCommand.add(arguments, "--only", only);
        ReplayCommand.add(arguments, "--code-revision", revision);
        ReplayCommand.add(arguments, "--work", work);
        return tools.med(arguments);
    }

    private int industrial(Tools tools) throws InterruptedException {
        if (train != null || validation != null || from != null || only != null)
            throw LauncherException.failure("train industrial takes --task, --data, --subset, --out, --model-version,"
                    + " --seed, --work and --code-revision only.");
        Path target = out != null ? out : Trained.writableDirectory(trivium.options);
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--out",
                target.toString(),
                "--version",
                version != null ? version : "1",
                "--seed",
                Long.toString(seed),
                "--specs",
                tools.modelSpecs("domain-industrial").toString(),
                "--runtime-classpath",
                tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--task", task);
        ReplayCommand.add(arguments, "--data", source);
        ReplayCommand.add(arguments, "--subset", subset);
        ReplayCommand.add(arguments, "--code-revision", revision);
        ReplayCommand.add(arguments, "--work", work);
        return tools.industrial(arguments);
    }

    private static <T> T required(@Nullable T value, String option) {
        if (value == null) throw new LauncherException(ExitCode.USAGE, "The option " + option + " is missing.");
        return value;
    }
}
