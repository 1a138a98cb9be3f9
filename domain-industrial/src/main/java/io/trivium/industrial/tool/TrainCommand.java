package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.dataset.CmapssSubset;
import io.trivium.industrial.evaluation.RulFigures;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.simulation.PumpLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the network of a task. What the work directory has already is not done again; a training that was stopped goes
 * on where it was.
 */
@Command(name = "train", description = "Train the network of a task.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class TrainCommand implements Callable<Integer> {
    private static final String CMAPSS_NAME =
            "NASA C-MAPSS turbofan degradation simulation (Saxena and Goebel, NASA Prognostics Data Repository, 2008), ";
    private static final String CMAPSS_LICENCE = "US Government work, public domain";

    /** Lives of simulated pumps that are learned from. */
    private static final int PUMPS = 600;

    /** What can be trained. */
    enum Task {
        RUL
    }

    @Option(names = "--task", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Task task;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder of C-MAPSS; without it simulated pumps.")
    private @Nullable Path data;

    @Option(names = "--subset", paramLabel = "NAME", description = "FD001, FD002, FD003 or FD004, of --data.")
    private @Nullable String subset;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the pack is written, below its name.")
    private Path out;

    @Option(names = "--version", required = true, paramLabel = "V", description = "Version of the pack.")
    private String version;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Rows and checkpoints, with which a stopped training goes on; OUT/work by default.")
    private @Nullable Path work;

    @Option(
            names = "--code-revision",
            defaultValue = "",
            paramLabel = "REV",
            description = "Commit of the code that trains, for the manifest.")
    private String revision = "";

    @Option(names = "--seed", defaultValue = "1", description = "Seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--specs", required = true, paramLabel = "DIR", description = "Folder of the specifications.")
    private Path specs;

    @Option(
            names = "--runtime-classpath",
            required = true,
            paramLabel = "CP",
            description = "Class path of the model runtime, whose tool trains.")
    private String classPath;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work == null ? out.resolve("work") : work)
                .toAbsolutePath();
        Path pack = switch (task) {
            case RUL -> life(folder);
        };
        System.out.println("{\"packs\": [\"" + pack + "\"]}");
        return 0;
    }

    private Path life(Path folder) throws IOException, InterruptedException {
        RuntimeTool runtime = new RuntimeTool(classPath, IndustrialTool.RUNTIME_HEAP);
        LifeSource source = source();
        String model = Packs.life(source.assetType());
        Path pack = out.resolve(model).resolve(version).toAbsolutePath();
        LifeTraining training = new LifeTraining(
                source.assetType(),
                model,
                version,
                source.lives(),
                source.horizon(),
                source.settingNames(),
                source.tagNames(),
                folder);
        LifeTraining.Command command = new LifeTraining.Command(
                specs.resolve("industrial-rul.yaml"), seed, revision, source.name(), source.licence());
        training.run(runtime, command, pack);
        return pack;
    }

    /** Whole lives of one asset type, and where they are from. */
    private record LifeSource(
            String assetType,
            List<AssetHistory> lives,
            double horizon,
            List<String> settingNames,
            List<String> tagNames,
            String name,
            String licence) {}

    private LifeSource source() throws IOException {
        if (data == null && subset == null)
            return new LifeSource(
                    Packs.PUMP,
                    PumpLife.histories(PUMPS, seed),
                    PumpLife.HORIZON,
                    PumpLife.SETTINGS,
                    PumpLife.TAGS,
                    PUMPS + " simulated centrifugal pumps (io.trivium.industrial.simulation), seed " + seed,
                    "none");
        if (data == null || subset == null)
            throw new IOException("give both --data and --subset for C-MAPSS, or neither for simulated pumps");
        CmapssSubset cmapss = new CmapssSubset(subset.toUpperCase(Locale.ROOT), data);
        return new LifeSource(
                Packs.assetType(cmapss.name()),
                cmapss.training(),
                RulFigures.CAP,
                CmapssSubset.SETTING_NAMES,
                CmapssSubset.TAG_NAMES,
                CMAPSS_NAME + "train_" + cmapss.name(),
                CMAPSS_LICENCE);
    }
}
