package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.industrial.dataset.CmapssSubset;
import io.trivium.industrial.evaluation.RulFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** What can be trained. */
    enum Task {
        RUL
    }

    @Option(names = "--task", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Task task;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of C-MAPSS.")
    private Path data;

    @Option(names = "--subset", required = true, paramLabel = "NAME", description = "FD001, FD002, FD003 or FD004.")
    private String subset;

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
        CmapssSubset cmapss = new CmapssSubset(subset.toUpperCase(Locale.ROOT), data);
        String model = Packs.life(cmapss.name());
        Path pack = out.resolve(model).resolve(version).toAbsolutePath();
        LifeTraining training = new LifeTraining(
                Packs.assetType(cmapss.name()), model, version, cmapss.training(), RulFigures.CAP, folder);
        LifeTraining.Command command = new LifeTraining.Command(
                specs.resolve("industrial-rul.yaml"),
                seed,
                revision,
                CMAPSS_NAME + "train_" + cmapss.name(),
                CMAPSS_LICENCE);
        training.run(new RuntimeTool(classPath, IndustrialTool.RUNTIME_HEAP), command, pack);
        return pack;
    }
}
