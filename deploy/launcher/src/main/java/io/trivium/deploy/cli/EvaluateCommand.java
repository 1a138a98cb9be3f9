package io.trivium.deploy.cli;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.Domain;
import io.trivium.deploy.cli.option.Trained;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
            "med: the bundled packs or those named are measured, patients they were trained on are left out and counted.",
            "industrial: --dataset names the protocol."
        },
        subcommands = EvaluateDriftCommand.class)
public final class EvaluateCommand implements Callable<Integer> {
    public static final String MODEL = "fin-authorization-risk";
    private static final String MED_RATING = "med-lung-nodule";
    private static final String MED_MASK = "med-nodule-mask";
    private static final String MED_CANDIDATE = "med-nodule-candidate";
    private static final String MED_SUSPICION = "med-nodule-suspicion";

    @ParentCommand
    Trivium trivium = new Trivium();

    // Not required by picocli, because `evaluate drift` would have to name one.
    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "${COMPLETION-CANDIDATES}")
    @Nullable
    Domain domain;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "fin: directory of daily files; med: folder of the data set, pasted and pleura do without;"
                    + " industrial: folder of the data set.")
    @Nullable
    Path source;

    @Option(
            names = "--dataset",
            paramLabel = "FORM",
            description =
                    "fin: handbook (default) or sparkov; med: lidc-voi (default), pasted, pleura (exit 1 where an outline leaves the"
                            + " lungs or a cut one has a size) or chest-ct;"
                            + " industrial: cmapss, pumps, weld-cycles, skab, nab, tep, hydraulic, ai4i2020 or wafer.")
    @Nullable
    String dataset;

    @Option(names = "--subset", paramLabel = "NAME", description = "industrial, cmapss: FD001 to FD004.")
    @Nullable
    String subset;

    @Option(
            names = "--mode-pack",
            paramLabel = "DIR",
            description = "industrial, pumps: the pack for failure modes (default: the newest trained or bundled one).")
    @Nullable
    Path modePack;

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

    @Option(names = "--candidate-pack", paramLabel = "DIR", description = "med: model that marks candidates.")
    @Nullable
    Path candidatePack;

    @Option(names = "--suspicion-pack", paramLabel = "DIR", description = "med: model that looks at candidates again.")
    @Nullable
    Path suspicionPack;

    @Option(
            names = "--part",
            paramLabel = "PART",
            description = "med, pasted: patients that are unseen (default) or those of validation.")
    @Nullable
    String part;

    @Option(
            names = "--nodules",
            paramLabel = "N",
            description = "med, pasted: at most so many nodules; pleura: so many.")
    @Nullable
    Integer nodules;

    @Override
    public Integer call() throws InterruptedException {
        Domain measured = domain;
        if (measured == null) throw LauncherException.failure("Name what to evaluate: fin, med, industrial or drift.");
        Tools tools = new Tools(Installation.current());
        return switch (measured) {
            case fin -> fin(tools);
            case med -> med(tools);
            case industrial -> industrial(tools);
        };
    }

    private int fin(Tools tools) throws InterruptedException {
        Path given = source;
        if (given == null) throw LauncherException.failure("Name the directory of daily files with --data.");
        List<String> arguments = new ArrayList<>(
                List.of("evaluate", "--data", given.toString(), "--runtime-classpath", tools.runtimeClassPath()));
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
        if (train != null || test != null || folds != null || protocol != null || from != null || seeds.size() > 1)
            throw LauncherException.failure("evaluate med takes --data, --dataset, --pack, --mask-pack,"
                    + " --candidate-pack, --suspicion-pack, --part, --nodules, one --seed and --json only.");
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--runtime-classpath", tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--data", source);
        ReplayCommand.add(arguments, "--dataset", dataset);
        ReplayCommand.add(arguments, "--part", part);
        ReplayCommand.add(arguments, "--nodules", nodules);
        for (long seed : seeds) ReplayCommand.add(arguments, "--seed", seed);
        ReplayCommand.add(arguments, "--pack", orBundled(tools, pack, MED_RATING));
        ReplayCommand.add(arguments, "--mask-pack", orBundled(tools, maskPack, MED_MASK));
        ReplayCommand.add(arguments, "--candidate-pack", orBundled(tools, candidatePack, MED_CANDIDATE));
        ReplayCommand.add(arguments, "--suspicion-pack", orBundled(tools, suspicionPack, MED_SUSPICION));
        if (trivium.options.json) arguments.add("--json");
        return tools.med(arguments);
    }

    private int industrial(Tools tools) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--runtime-classpath", tools.runtimeClassPath()));
        ReplayCommand.add(arguments, "--specs", tools.modelSpecs("domain-industrial"));
        ReplayCommand.add(arguments, "--data", source);
        ReplayCommand.add(arguments, "--dataset", dataset);
        ReplayCommand.add(arguments, "--subset", subset);
        Path measured = pack;
        String type = "pumps".equalsIgnoreCase(dataset)
                ? "centrifugal-pump"
                : subset == null ? null : "cmapss-" + subset.toLowerCase(Locale.ROOT);
        if (measured == null && type != null) {
            measured = newest(tools, "industrial-rul-" + type);
        }
        if (measured == null && "weld-cycles".equalsIgnoreCase(dataset)) {
            measured = newest(tools, "industrial-cycle-defect-welding-cell");
        }
        ReplayCommand.add(arguments, "--pack", measured);
        if ("pumps".equalsIgnoreCase(dataset)) {
            Path modes = modePack != null ? modePack : newest(tools, "industrial-failure-mode-" + type);
            ReplayCommand.add(arguments, "--mode-pack", modes);
        }
        if (trivium.options.json) arguments.add("--json");
        return tools.industrial(arguments);
    }

    /** The newest trained or bundled pack; null where there is none, which the tool may not need. */
    private @Nullable Path newest(Tools tools, String model) {
        return Trained.newest(trivium.options, model)
                .or(() -> tools.newestBundledPack(model))
                .orElse(null);
    }

    /** The pack that was named, else the newest bundled one; null where there is none, which the tool may not need. */
    private static @Nullable Path orBundled(Tools tools, @Nullable Path named, String model) {
        return named != null ? named : tools.newestBundledPack(model).orElse(null);
    }
}
