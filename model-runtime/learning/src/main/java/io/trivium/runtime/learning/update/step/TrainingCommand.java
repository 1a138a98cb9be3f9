package io.trivium.runtime.learning.update.step;

import io.trivium.runtime.learning.manifest.ManifestView;
import io.trivium.runtime.learning.update.UpdateConfig;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateSettings;
import io.trivium.runtime.learning.update.WorkDirectory;
import io.trivium.runtime.moe.Recipe;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.Challengers;
import io.trivium.runtime.registry.Challengers.Trainable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Command line of the process that trains a challenger from the champion. */
final class TrainingCommand {
    /** By its name: the tools depend on the services. */
    private static final String TOOL = "io.trivium.runtime.tool.RuntimeTool";

    /** A thread that answers requests preempts it at once, and not only when its time slice is over. */
    private static final Path CHRT = Path.of("/usr/bin/chrt");

    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final String PACKED = "quarkus-run.jar";

    private static final int BUFFER = 1 << 16;

    private TrainingCommand() {}

    /**
     * The version that an update begins from: the champion, or, where that is a simple model, the mixture of experts that
     * was champion last.
     *
     * @throws UpdateFailure when it no longer exists or is not a mixture of experts
     */
    static Trainable source(Challengers challengers, UpdateRow row) {
        Trainable champion = champion(challengers, row);
        boolean simple = !row.settings().isForTenant() && isRival(champion);
        if (simple) champion = challengers.lastMixture(row.model()).orElse(champion);
        if (!champion.spec().network().equals(Optional.of("moe"))) {
            throw new UpdateFailure(
                    "network-not-trainable",
                    "Only mixtures of experts are trained from a champion, and " + row.model() + ":" + row.champion()
                            + " has the network " + champion.spec().network().orElse("none")
                            + "; switch the updates of this task off.");
        }
        return champion;
    }

    /** @throws UpdateFailure when it no longer exists */
    private static Trainable champion(Challengers challengers, UpdateRow row) {
        return challengers
                .find(row.model(), row.champion())
                .orElseThrow(() -> new UpdateFailure(
                        "champion-unreadable",
                        "The pack of " + row.model() + ":" + row.champion()
                                + " cannot be read; restore it or promote another version."));
    }

    /** Whether a version is a simple model that was trained next to a challenger. */
    static boolean isRival(Trainable version) {
        return ModelPack.open(version.pack()).isRival();
    }

    /**
     * The command.
     *
     * @param champion the version that it begins from
     * @param share of the time in which it trains where it gives way
     */
    static List<String> of(
            UpdateRow row,
            Trainable champion,
            ManifestView manifest,
            WorkDirectory work,
            UpdateConfig config,
            double share)
            throws IOException {
        UpdateSettings settings = row.settings();
        List<String> command = new ArrayList<>();
        if (config.givesWay() && Files.isExecutable(CHRT)) command.addAll(List.of(CHRT.toString(), "--idle", "0"));
        if (config.givesWay() && Files.isExecutable(NICE)) command.addAll(List.of(NICE.toString(), "-n", "15"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.heapBytes(),
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                TOOL,
                "train"));
        add(command, "--spec", champion.pack().resolve(ModelPack.SPEC));
        add(command, "--from", champion.pack());
        add(command, "--data", work.part("train"));
        add(command, "--validation", work.part("validation"));
        add(command, "--checkpoint", work.checkpoint());
        add(command, "--out", work.pack());
        add(command, "--threads", settings.threads());
        if (config.givesWay()) add(command, "--share", share);
        add(command, "--name", row.model());
        add(command, "--model-version", row.requireChallenger());
        add(command, "--seed", seed(work));
        add(command, "--data-name", "learning-manifest/" + manifest.id() + " sha256:" + manifest.hash());
        add(command, "--data-to", manifest.header().cutoff());
        add(command, "--code-revision", config.codeRevision());
        if (row.rival() != null) {
            add(command, ModelPack.RIVAL, work.rival());
            add(command, "--rival-version", row.requireRival());
        }
        if (ModelPack.open(champion.pack()).isQuantised()) add(command, "--quantize", ModelPack.GPTQ);
        if (!settings.recipe().equals(UpdateSettings.WHOLE)) {
            add(command, "--recipe", settings.recipe());
            if (settings.recipe().equals(Recipe.LORA.toString())) add(command, "--adapter", work.adapter());
            Integer epochs = settings.epochs();
            if (epochs != null) add(command, "--epochs", epochs);
            Double rate = settings.learningRate();
            if (rate != null) add(command, "--learning-rate", rate);
        }
        return command;
    }

    /**
     * The additional variables of the process's environment; the class path, since ONNX Runtime takes no long command
     * lines.
     *
     * @throws UpdateFailure when the trainer is not installed
     */
    static Map<String, String> environment(UpdateSettings settings, UpdateConfig config) {
        String threads = Integer.toString(settings.threads());
        return Map.of(
                "CLASSPATH",
                classPath(System.getProperty("java.class.path"), config.trainer()),
                "OMP_NUM_THREADS",
                threads,
                "MKL_NUM_THREADS",
                threads);
    }

    /**
     * Equal for equal rows, so that they give the same weights whenever and with whatever other rows they are learned.
     */
    private static long seed(WorkDirectory work) throws IOException {
        MessageDigest digest = Hashes.sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream rows = Files.newInputStream(work.part("train"))) {
            for (int read = rows.read(buffer); read >= 0; read = rows.read(buffer)) digest.update(buffer, 0, read);
        }
        return ByteBuffer.wrap(digest.digest()).getInt() & Integer.MAX_VALUE;
    }

    private static void add(List<String> command, String option, Object value) {
        command.add(option);
        command.add(value.toString());
    }

    /**
     * The class path of the training process.
     *
     * @param own class path of this process; a packed service has its libraries next to the archive that starts it
     * @throws UpdateFailure {@code trainer-missing} when the trainer is not installed
     */
    static String classPath(String own, Optional<Path> trainer) {
        if (!own.endsWith(PACKED))
            return absolute(own) + trainer.map(TrainingCommand::libraries).orElse("");
        Path application = Path.of(own).toAbsolutePath().resolveSibling("");
        return application.resolve("app") + "/*:" + application.resolve("lib/main") + "/*:"
                + application.resolve("lib/boot") + "/*"
                + trainer.map(TrainingCommand::libraries).orElseThrow(() -> missing("No trainer is configured"));
    }

    /** The training process runs in another directory. */
    private static String absolute(String own) {
        return Arrays.stream(own.split(":", -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(":"));
    }

    private static String libraries(Path trainer) {
        Path folder = trainer.toAbsolutePath();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
            if (jars.iterator().hasNext()) return ":" + folder + "/*";
        } catch (IOException e) {
            throw missing("The trainer's directory " + folder + " cannot be read");
        }
        throw missing("There is no library of the trainer in " + folder);
    }

    private static UpdateFailure missing(String what) {
        return new UpdateFailure(
                "trainer-missing",
                what + ": copy the libraries of the trainer's image into a directory, and set "
                        + "platform.runtime.learning.update.trainer to it.");
    }
}
