package io.trivium.industrial.tool;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.core.learning.ToolDefaults;
import io.trivium.industrial.dataset.CmapssSubset;
import io.trivium.industrial.evaluation.RulFigures;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.ModeProfile;
import io.trivium.industrial.simulation.PumpLife;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Trains the network of a task. Existing results in the work directory are not computed again; a stopped training
 * continues from its last state.
 */
@Command(name = "train", description = "Train the network of a task.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class TrainCommand implements Callable<Integer> {
    private static final String CMAPSS_NAME =
            "NASA C-MAPSS turbofan degradation simulation (Saxena and Goebel, NASA Prognostics Data Repository, 2008), ";
    private static final String CMAPSS_LICENCE = "US Government work, public domain";

    /** Lives of simulated pumps that are learned from. */
    static final int PUMPS = 600;

    /** The task to train. */
    enum Task {
        RUL("rul"),
        FAILURE_MODE("failure-mode"),
        CYCLE_DEFECT("cycle-defect");

        private final String label;

        Task(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
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
            defaultValue = "${env:" + ToolDefaults.TRAINED + "}",
            description = "Where the pack is written, below its name (default: trained, in the data directory).")
    private Path out;

    @Option(
            names = "--model-version",
            paramLabel = "V",
            defaultValue = "1",
            description = "Version of the pack (${DEFAULT-VALUE}).")
    private String version;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Rows and checkpoints, from which a stopped training continues; OUT/work by default.")
    private @Nullable Path work;

    @Option(
            names = "--code-revision",
            defaultValue = "",
            paramLabel = "REV",
            description = "Commit of the code that trains, for the manifest.")
    private String revision = "";

    @Option(names = "--seed", defaultValue = "1", description = "Seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--specs",
            required = true,
            hidden = true,
            paramLabel = "DIR",
            defaultValue = "${env:TRIVIUM_MODEL_SPECS}",
            description = "Folder of the specifications.")
    private Path specs;

    @Option(
            names = "--runtime-classpath",
            required = true,
            hidden = true,
            defaultValue = "${env:TRIVIUM_RUNTIME_CLASS_PATH}",
            paramLabel = "CP",
            description = "Class path of the model runtime, whose tool trains.")
    private String classPath;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(work == null ? out.resolve("work") : work)
                .toAbsolutePath();
        Path pack = switch (task) {
            case RUL -> life(folder);
            case FAILURE_MODE -> mode(folder);
            case CYCLE_DEFECT -> cycle(folder);
        };
        System.out.println(json ? "{\"packs\": [\"" + pack + "\"]}" : "Trained " + pack + ".");
        return 0;
    }

    private Path life(Path folder) throws IOException, InterruptedException {
        LifeSource source = source();
        String model = Packs.life(source.assetType());
        Path pack = pack(model);
        LifeTraining training = new LifeTraining(
                source.assetType(), source.lives(), source.horizon(), source.settingNames(), source.tagNames());
        training.run(training("industrial-rul.yaml", model, source.data(), folder), pack);
        return pack;
    }

    private Path mode(Path folder) throws IOException, InterruptedException {
        if (data != null || subset != null) {
            throw new IOException("C-MAPSS does not say what its engines failed of; failure modes are learned from"
                    + " simulated pumps, without --data and --subset");
        }
        List<ModeTraining.Life> lives = pumpLives(seed);
        List<ModeProfile.Mode> modes = PumpLife.MODES.stream()
                .map(mode -> new ModeProfile.Mode(mode.name().toLowerCase(Locale.ROOT), mode.code()))
                .toList();
        String model = Packs.mode(Packs.PUMP);
        Path pack = pack(model);
        new ModeTraining(Packs.PUMP, lives, modes, PumpLife.HORIZON, PumpLife.SETTINGS, PumpLife.TAGS)
                .run(training("industrial-failure-mode.yaml", model, pumps(), folder), pack);
        return pack;
    }

    /** Lives of simulated pumps with what ended them. */
    static List<ModeTraining.Life> pumpLives(long seed) {
        List<ModeTraining.Life> lives = new ArrayList<>();
        for (PumpLife life : PumpLife.lives(PUMPS, seed)) {
            lives.add(new ModeTraining.Life(life.history("pump-" + lives.size()), PumpLife.MODES.indexOf(life.mode())));
        }
        return lives;
    }

    private Path cycle(Path folder) throws IOException, InterruptedException {
        if (data != null || subset != null) {
            throw new IOException(
                    "defects of cycles are learned from simulated welding cells, without --data and --subset");
        }
        String model = Packs.cycle(Packs.WELDING_CELL);
        Path pack = pack(model);
        Training.Data learned = new Training.Data(
                CycleTraining.CELLS + " simulated welding cells (io.trivium.industrial.simulation), seed " + seed,
                "none");
        new CycleTraining(seed).run(training("industrial-cycle-defect.yaml", model, learned, folder), pack);
        return pack;
    }

    private Path pack(String model) {
        return out.resolve(model).resolve(version).toAbsolutePath();
    }

    private Training training(String spec, String model, Training.Data learned, Path folder) {
        RuntimeTool runtime = new RuntimeTool(classPath, IndustrialTool.RUNTIME_HEAP);
        return new Training(specs.resolve(spec), model, version, seed, revision, learned, folder, runtime);
    }

    private Training.Data pumps() {
        return new Training.Data(
                PUMPS + " simulated centrifugal pumps (io.trivium.industrial.simulation), seed " + seed, "none");
    }

    /** Whole lives of one asset type, and where they are from. */
    private record LifeSource(
            String assetType,
            List<AssetHistory> lives,
            double horizon,
            List<String> settingNames,
            List<String> tagNames,
            Training.Data data) {}

    private LifeSource source() throws IOException {
        if (data == null && subset == null) {
            return new LifeSource(
                    Packs.PUMP,
                    PumpLife.histories(PUMPS, seed),
                    PumpLife.HORIZON,
                    PumpLife.SETTINGS,
                    PumpLife.TAGS,
                    pumps());
        }
        if (data == null || subset == null) {
            throw new IOException("give both --data and --subset for C-MAPSS, or neither for simulated pumps");
        }
        CmapssSubset cmapss = new CmapssSubset(subset.toUpperCase(Locale.ROOT), data);
        return new LifeSource(
                Packs.assetType(cmapss.name()),
                cmapss.training(),
                RulFigures.CAP,
                CmapssSubset.SETTING_NAMES,
                CmapssSubset.TAG_NAMES,
                new Training.Data(CMAPSS_NAME + "train_" + cmapss.name(), CMAPSS_LICENCE));
    }
}
