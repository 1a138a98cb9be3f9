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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Measures a domain's models on recorded data; needs no running platform. */
@Command(
        name = "evaluate",
        description = {
            "Measure a domain's models on recorded data. Needs no running platform.",
            "fin: without --train the bundled model is measured, rows it was trained on are left out and counted.",
            "med: the packs of train med (--pack, --mask-pack) are measured, patients they were trained on are left out and counted."
        })
final class EvaluateCommand implements Callable<Integer> {
    static final String MODEL = "fin-authorization-risk";
    private static final String MED_RATING = "med-lung-nodule";
    private static final String MED_MASK = "med-nodule-mask";

    @ParentCommand
    Trivium trivium = new Trivium();

    @Parameters(paramLabel = "DOMAIN", description = "${COMPLETION-CANDIDATES}")
    Domain domain = Domain.fin;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "fin: directory of daily files; med: folder of the data set.")
    Path source = Path.of(".");

    @Option(
            names = "--dataset",
            paramLabel = "FORM",
            description = "fin: handbook (default) or sparkov; med: lidc-voi (default).")
    @Nullable
    String dataset;

    @Option(names = "--protocol", paramLabel = "NAME", description = "A (default) or prequential, which takes --folds.")
    @Nullable
    String protocol;

    @Option(
            names = "--folds",
            paramLabel = "DAY,DAY",
            description = "First test day of each week; trains on the week that starts 14 days before it.")
    @Nullable
    String folds;

    @Option(names = "--test", paramLabel = "DAY..DAY", description = "Days to measure on.")
    @Nullable
    String test;

    @Option(names = "--train", paramLabel = "DAY..DAY", description = "Train on these days first.")
    @Nullable
    String train;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the training, more than once for more runs.")
    List<Long> seeds = new ArrayList<>();

    @Option(names = "--from", paramLabel = "DIR", description = "Begin the training with the weights of this pack.")
    @Nullable
    Path from;

    @Option(names = "--pack", paramLabel = "DIR", description = "Model to measure (default: the newest bundled).")
    @Nullable
    Path pack;

    @Option(names = "--mask-pack", paramLabel = "DIR", description = "med: model that outlines (default: bundled).")
    @Nullable
    Path maskPack;

    @Override
    public Integer call() throws InterruptedException {
        Tools tools = new Tools(Installation.current());
        if (domain == Domain.med) return med(tools);
        List<String> arguments = new ArrayList<>(
                List.of("evaluate", "--data", source.toString(), "--runtime-classpath", tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--spec", tools.modelSpec("domain-fin", MODEL));
        ReplayCommand.add(arguments, "--dataset", dataset);
        ReplayCommand.add(arguments, "--protocol", protocol);
        ReplayCommand.add(arguments, "--folds", folds);
        ReplayCommand.add(arguments, "--test", test);
        ReplayCommand.add(arguments, "--train", train);
        ReplayCommand.add(arguments, "--from", from);
        for (long seed : seeds) {
            ReplayCommand.add(arguments, "--seed", seed);
        }
        Path measured = pack;
        if (measured == null && train == null && folds == null && dataset == null) {
            measured = tools.bundledPack(MODEL);
        }
        ReplayCommand.add(arguments, "--pack", measured);
        if (trivium.options.json) {
            arguments.add("--json");
        }
        return tools.fin(arguments, Map.of());
    }

    private int med(Tools tools) throws InterruptedException {
        if (train != null || test != null || folds != null || protocol != null || from != null || !seeds.isEmpty())
            throw LauncherException.failure(
                    "evaluate med takes --data, --dataset, --pack, --mask-pack and --json only.");
        List<String> arguments = new ArrayList<>(
                List.of("evaluate", "--data", source.toString(), "--runtime-classpath", tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--dataset", dataset);
        ReplayCommand.add(arguments, "--pack", pack == null ? tools.bundledPack(MED_RATING) : pack);
        ReplayCommand.add(arguments, "--mask-pack", maskPack == null ? tools.bundledPack(MED_MASK) : maskPack);
        if (trivium.options.json) arguments.add("--json");
        return tools.med(arguments);
    }
}
