package io.trivium.runtime.tool;

import ai.djl.Device;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options common to all training commands. */
public final class TrainingOptions {
    private static final Pattern PRESET = Pattern.compile("(?m)(\\bpreset:\\s*)[a-z]+");

    // Not required by picocli, because `train mix` is a subcommand of `train` and would have to repeat them.
    @Option(names = "--spec", description = "spec.yaml with the parts network and training")
    private @Nullable Path spec;

    @Option(names = "--data", description = "training rows, safetensors")
    private @Nullable Path data;

    @Option(names = "--validation", description = "rows that choose the best epoch, safetensors")
    private @Nullable Path validation;

    @Option(
            names = "--unlabelled",
            description = "rows without labels, safetensors: the teacher that the specification names answers for them")
    private @Nullable Path unlabelled;

    @Option(names = "--out", description = "directory of the result; must not exist or be empty")
    private @Nullable Path out;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "fixes weights, order and dropout (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--preset", description = "sizes of the network: nano, small or base (default: spec.yaml's)")
    private @Nullable String preset;

    @Option(names = "--name", description = "model name (default: the task)")
    private @Nullable String name;

    @Option(
            names = "--model-version",
            defaultValue = "1",
            description = "model version, numbers with dots (default: ${DEFAULT-VALUE})")
    private String version = "1";

    @Option(names = "--data-name", defaultValue = "unnamed", description = "name of the data, for the manifest")
    private String dataName = "unnamed";

    @Option(names = "--data-licence", defaultValue = "", description = "licence of the data")
    private String licence = "";

    @Option(names = "--data-from", defaultValue = "", description = "first day of the data")
    private String from = "";

    @Option(names = "--data-to", defaultValue = "", description = "last day of the data")
    private String to = "";

    @Option(names = "--code-revision", defaultValue = "", description = "revision of the code that trains")
    private String revision = "";

    @Option(
            names = "--quantize",
            description = "gptq4: the pack's projections and experts in 4 bits, fitted to the rows")
    private @Nullable String quantize;

    /** More than one is many times slower while other work uses the cores. */
    @Option(
            names = "--threads",
            defaultValue = "1",
            description = "threads of the training engine (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(
            names = "--share",
            defaultValue = "1",
            description = "share of the time in which steps are taken; between them it is left to others"
                    + " (default: ${DEFAULT-VALUE})")
    private double share = 1;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            description = {
                "cpu, cuda or cuda:N; several with commas, such as cuda:0,cuda:1 or cpu,cpu, share the rows of every",
                "step between replicas of a mixture of experts (default: ${DEFAULT-VALUE})"
            })
    private String device = "cpu";

    /** The pace of a training that begins now. */
    Pace pace() {
        return new Pace(share);
    }

    /** Must be called before anything of the training engine is. */
    public void prepareEngine() {
        prepareEngine(threads);
    }

    /** The same for a command with options of its own. */
    public static void prepareEngine(int threads) {
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    public byte[] yaml() throws IOException {
        byte[] yaml = Files.readAllBytes(given(spec, "--spec"));
        String wanted = preset;
        if (wanted == null) return yaml;
        if (NetworkSpec.Preset.ofLabel(wanted).isEmpty()) {
            throw new IllegalArgumentException("--preset is nano, small or base, not " + wanted);
        }
        Matcher named = PRESET.matcher(new String(yaml, StandardCharsets.UTF_8));
        if (!named.find()) {
            throw new IllegalArgumentException("--preset needs a network.preset in spec.yaml to replace");
        }
        return named.replaceFirst("$1" + wanted).getBytes(StandardCharsets.UTF_8);
    }

    public Path data() {
        return given(data, "--data");
    }

    public Path validation() {
        return given(validation, "--validation");
    }

    Optional<Path> unlabelled() {
        return Optional.ofNullable(unlabelled);
    }

    public Path out() {
        return given(out, "--out");
    }

    public long seed() {
        return seed;
    }

    /** Whether the pack is to be in 4 bits. */
    public boolean quantised() {
        String wanted = quantize;
        if (wanted == null) return false;
        if (!wanted.equals(ModelPack.GPTQ)) {
            throw new IllegalArgumentException("--quantize knows " + ModelPack.GPTQ + ", not " + wanted);
        }
        return true;
    }

    ModelName modelName(ModelSpec model) {
        return new ModelName(Optional.ofNullable(name).orElse(model.task().value()));
    }

    public int threads() {
        return threads;
    }

    public String deviceName() {
        return device;
    }

    /**
     * One device for each replica of the network.
     *
     * @throws IllegalArgumentException when a device is not known or not there
     */
    List<Device> devices() {
        return Arrays.stream(device.split(",", -1)).map(TrainingOptions::device).toList();
    }

    private static Device device(String name) {
        if (name.equals("cpu")) return Device.cpu();
        Matcher cuda = Pattern.compile("cuda(?::(\\d{1,3}))?").matcher(name);
        if (!cuda.matches()) {
            throw new IllegalArgumentException("--device is cpu, cuda or cuda:N, or several with commas, not " + name);
        }
        int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        int present = ai.djl.util.cuda.CudaUtils.getGpuCount();
        if (number >= present) {
            throw new IllegalArgumentException(
                    "--device " + name + ": this machine shows the training engine " + present + " CUDA devices");
        }
        return Device.gpu(number);
    }

    public Labelling labelling(ModelSpec model, String command) {
        String whole = command + " --spec " + given(spec, "--spec").getFileName() + " --data " + data().getFileName()
                + " --validation " + validation().getFileName()
                + unlabelled()
                        .map(file -> " --unlabelled " + file.getFileName())
                        .orElse("") + " --seed " + seed + (quantised() ? " --quantize " + ModelPack.GPTQ : "");
        return new Labelling(
                modelName(model), new VersionNumber(version), revision, whole, dataName, licence, from, to);
    }

    private static Path given(@Nullable Path path, String option) {
        if (path == null) throw new IllegalArgumentException("the option " + option + " is missing");
        return path;
    }
}
