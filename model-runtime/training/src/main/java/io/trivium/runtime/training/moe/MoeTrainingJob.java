package io.trivium.runtime.training.moe;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.moe.Distillation;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.network.InitialWeights;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** From a specification and two data sets to trained weights and a report on them. */
public final class MoeTrainingJob {
    private final byte[] yaml;
    private final ModelSpec model;
    private final NetworkSpec spec;
    private final MoeTraining training;

    /** @param yaml the specification file */
    public MoeTrainingJob(byte[] yaml) {
        this(yaml, true);
    }

    /** @param balanced false leaves out every kind of balancing, for comparison */
    public MoeTrainingJob(byte[] yaml, boolean balanced) {
        this.yaml = yaml.clone();
        this.model = ModelSpec.parse(yaml);
        this.spec = NetworkSpec.parse(yaml, model);
        MoeTraining read = MoeTraining.parse(yaml, model);
        this.training = balanced ? read : read.withoutBalancing();
    }

    /** The specification's settings of a training. */
    public MoeTraining training() {
        return training;
    }

    public ModelSpec model() {
        return model;
    }

    public NetworkSpec spec() {
        return spec;
    }

    /** Weights before training: new ones from the seed and the training rows. */
    public Parameters initial(TaskData trainingRows, long seed) {
        return InitialWeights.of(spec, model, trainingRows, seed);
    }

    /** Reads the network of a pack. */
    public static Transplant.Source read(Path directory) throws IOException {
        byte[] yaml = Files.readAllBytes(directory.resolve(ModelPack.SPEC));
        ModelSpec model = ModelSpec.parse(yaml);
        NetworkSpec spec = NetworkSpec.parse(yaml, model);
        Parameters parameters = Parameters.read(directory.resolve(ModelPack.WEIGHTS));
        ParameterNames.require(parameters, spec, model);
        return new Transplant.Source(spec, parameters);
    }

    /**
     * The lesson that a network is to learn.
     *
     * @param figures of the teacher on the validation rows and how many rows it alone answers for; empty without one
     */
    public record Taught(Lesson lesson, Map<String, Double> figures) {}

    /**
     * The lesson of a training; fits the teacher first where the specification has one.
     *
     * @param unlabelled rows of which only the teacher's answers are learned
     * @throws IllegalArgumentException when there are such rows and no teacher, or labels that no teacher can learn from
     */
    public Taught lesson(TaskData trainingRows, Optional<TaskData> unlabelled, TaskData validationRows, long seed) {
        Optional<Distillation> distillation = training.distillation();
        if (distillation.isEmpty()) {
            if (unlabelled.isPresent()) {
                throw new IllegalArgumentException(
                        "rows without labels need a teacher: training.distillation in the specification");
            }
            return new Taught(Lesson.ofLabels(trainingRows), Map.of());
        }
        Distillation taught = distillation.orElseThrow();
        Objective objective = Objective.of(model);
        int width = Math.toIntExact(model.outputs().getFirst().shape().getLast());
        objective.check(trainingRows.boundedLabels(), trainingRows.rows(), width, "training");
        Map<String, Double> figures = new LinkedHashMap<>();
        try (Teacher teacher = Teacher.fit(taught, objective, width, trainingRows, seed)) {
            objective
                    .metrics(objective.scores(teacher.of(validationRows), width), width, validationRows.boundedLabels())
                    .forEach((metric, value) -> figures.put("teacher_validation_" + metric, value));
            figures.put(
                    "unlabelled_rows", (double) unlabelled.map(TaskData::rows).orElse(0));
            return new Taught(Lesson.taught(taught, teacher, trainingRows, unlabelled), figures);
        }
    }

    /**
     *  Trains.
     * @param checkpoint from which the training can continue after it was stopped
     * @param stop queried after every step; true to stop
     */
    public MoeTrainer.Trained train(
            Parameters initial,
            TrainedPart part,
            Lesson lesson,
            TaskData validationRows,
            long seed,
            Optional<Path> checkpoint,
            List<Device> devices,
            BooleanSupplier stop,
            MoeProgress progress)
            throws IOException {
        return train(
                initial,
                part,
                lesson,
                validationRows,
                seed,
                checkpoint,
                devices,
                stop,
                progress,
                training,
                Additions.NONE);
    }

    /** The same with other settings than the specification's, and with additions.
     * @param settings of this training */
    public MoeTrainer.Trained train(
            Parameters initial,
            TrainedPart part,
            Lesson lesson,
            TaskData validationRows,
            long seed,
            Optional<Path> checkpoint,
            List<Device> devices,
            BooleanSupplier stop,
            MoeProgress progress,
            MoeTraining settings,
            Additions additions)
            throws IOException {
        MoeTrainer.Run run = new MoeTrainer.Run(
                seed,
                fingerprint(initial, part, settings + additions.about(), lesson.rows(), seed, devices.size()),
                checkpoint,
                devices,
                Long.MAX_VALUE,
                stop);
        return new MoeTrainer(spec, model, settings, part, progress, additions)
                .train(initial, lesson, validationRows, run);
    }

    /** The same on labelled rows, on the CPU, from beginning to end and without a word: for studies of many trainings. */
    public Parameters train(
            Parameters initial,
            TrainedPart part,
            TaskData trainingRows,
            TaskData validationRows,
            long seed,
            MoeTraining settings,
            Additions additions)
            throws IOException {
        return train(
                        initial,
                        part,
                        Lesson.ofLabels(trainingRows),
                        validationRows,
                        seed,
                        Optional.empty(),
                        List.of(Device.cpu()),
                        () -> false,
                        MoeProgress.silent(),
                        settings,
                        additions)
                .parameters();
    }

    String fingerprint(Parameters initial, TrainedPart part, String settings, TaskData rows, long seed, int replicas)
            throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(yaml);
            digest.update(initial.toBytes());
            digest.update(
                    (part + " " + settings + " " + rows.rows() + " " + seed + (replicas == 1 ? "" : " on " + replicas))
                            .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The report of a training, for people and for the manifest. */
    public ObjectNode report(MoeTrainer.Trained trained) {
        ObjectMapper json = new ObjectMapper();
        ObjectNode report = json.createObjectNode();
        report.set("validation", json.valueToTree(trained.validation()));
        report.put("bestEpoch", trained.bestEpoch()).put("steps", trained.steps());
        ParameterReport counted = ParameterReport.of(spec, model);
        report.put("parameters", counted.total())
                .put("activeParameters", counted.active())
                .put("activeShare", counted.share())
                .put("operationsPerRow", counted.operations());
        MoeTopology topology = spec.topology();
        ObjectNode maxVio = report.putObject("maxVio");
        double[] overall = new double[topology.layers()];
        for (int l = 0; l < overall.length; l++) overall[l] = trained.load().maxVio(l);
        maxVio.set("layers", json.valueToTree(overall));
        maxVio.set("groups", json.valueToTree(trained.load().maxVioByGroup()));
        report.set("groupShare", json.valueToTree(trained.load().shareByGroup()));
        return report;
    }

    /** Figures for a manifest: the validation metrics and, where tokens are routed, the largest MaxVio of each group. */
    public static Map<String, Double> figures(MoeTrainer.Trained trained) {
        Map<String, Double> figures = new LinkedHashMap<>();
        trained.validation().forEach((metric, value) -> figures.put("validation_" + metric, value));
        trained.load()
                .maxVioByGroup()
                .forEach((group, layers) -> figures.put(
                        "max_vio_" + group,
                        java.util.Arrays.stream(layers).max().orElse(0)));
        return figures;
    }
}
