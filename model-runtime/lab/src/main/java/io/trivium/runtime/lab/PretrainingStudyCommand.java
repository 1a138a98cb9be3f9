package io.trivium.runtime.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerParameters;
import io.trivium.runtime.tool.DataFiles;
import io.trivium.runtime.tool.PretrainingOptions;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Pretraining;
import io.trivium.runtime.training.stage.PretrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures the number of labels a task needs to reach 95 % of its result with all labels, with and without pretraining
 * on all tasks' rows. All ways have the same labelled rows, steps and rows of a step; the rows that choose the epoch
 * are the same and not counted.
 */
@Command(
        name = "pretraining",
        description = {
            "Pretrains a trunk on rows of all tasks without labels, then trains each task with a growing number of labels from",
            "new weights as the specification says (new), from the trunk (pretrained), and from new weights in the way of the",
            "trunk: scales of the rows without labels, slow trunk, no balancing (untaught). Says how many labels reach 95 % of",
            "what new weights and all labels do."
        },
        mixinStandardHelpOptions = true)
final class PretrainingStudyCommand implements Callable<Integer> {
    private static final int LEAST_STEPS = 300;
    private static final int LEAST_STEPS_PER_EPOCH = 25;
    private static final int LEAST_LABELS = 8;

    @Mixin
    private final StudyOptions options = new StudyOptions();

    @Mixin
    private final PretrainingOptions pretraining = new PretrainingOptions();

    @Option(
            names = "--unlabelled",
            paramLabel = "FILE",
            description = "rows of which the labels are not read, once for each task (default: the training rows)")
    private List<Path> unlabelled = new ArrayList<>();

    @Option(
            names = "--halvings",
            defaultValue = "5",
            description = "how often the number of labels is halved (default: ${DEFAULT-VALUE})")
    private int halvings;

    @Option(
            names = "--trunk-rate",
            split = ",",
            defaultValue = "0.3",
            description =
                    "factors of the learning rate of the pretrained trunk, each a way (default: ${DEFAULT-VALUE})")
    private List<Double> trunkRates = new ArrayList<>();

    @Option(
            names = "--most-validation",
            defaultValue = "12000",
            description = "rows that choose the epoch (default: ${DEFAULT-VALUE})")
    private int mostValidation;

    @Option(
            names = "--control",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "trains the way untaught, too (default: ${DEFAULT-VALUE})")
    private boolean controlled;

    @Option(
            names = "--on-validation",
            description = "measures on the validation rows instead of the test rows, to choose the settings above")
    private boolean onValidation;

    /**
     * A way to begin.
     *
     * @param pretrained whether with the trunk; otherwise with its tokenizers' scales alone
     * @param trunkRate factor of the trunk's learning rate; empty to train by the specification, without either
     */
    private record Way(String name, boolean pretrained, Optional<Double> trunkRate) {}

    @Override
    public Integer call() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<StudyTask> tasks = tasks();
        List<Way> ways = ways();
        double[][][] figures = new double[tasks.size()][ways.size()][halvings + 1];
        ArrayNode losses = json.createArrayNode();
        for (long seed : options.seeds()) {
            Pretraining.Pretrained pretrained = pretrained(tasks, seed);
            for (int t = 0; t < tasks.size(); t++) {
                ObjectNode loss = losses.addObject()
                        .put("seed", seed)
                        .put("task", tasks.get(t).name());
                loss.set("losses", json.valueToTree(pretrained.losses()[t]));
                StudyTask.say("pretrained " + loss);
                Parameters trunk = pretrained.parameters().get(t);
                for (int at = 0; at <= halvings; at++) {
                    for (int way = 0; way < ways.size(); way++) {
                        double figure = figure(tasks.get(t), at, ways.get(way), trunk, seed);
                        figures[t][way][at] += figure / options.seeds().size();
                        StudyTask.say(tasks.get(t).name() + " seed " + seed + " labels " + labels(tasks.get(t))[at]
                                + " " + ways.get(way).name() + " " + figure);
                    }
                }
            }
        }
        ObjectNode result = json.createObjectNode();
        result.put("seeds", options.seeds().size());
        result.put("settings", pretraining.settings(0).toString());
        result.set("reconstruction", losses);
        ArrayNode rows = result.putArray("tasks");
        List<String> names = ways.stream().map(Way::name).toList();
        for (int t = 0; t < tasks.size(); t++) {
            ObjectNode row = rows.addObject()
                    .put("task", tasks.get(t).name())
                    .put("metric", tasks.get(t).figureName());
            new LabelCurve(labels(tasks.get(t)), names, figures[t]).describe(row);
        }
        System.out.println(result);
        return 0;
    }

    private List<StudyTask> tasks() throws IOException {
        return options.tasks().stream()
                .map(task -> {
                    TaskData choosing = StudyTask.some(task.validation(), mostValidation, 1);
                    TaskData measured = onValidation ? task.validation() : task.test();
                    return new StudyTask(task.yaml(), task.job(), task.training(), choosing, measured);
                })
                .toList();
    }

    private List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        ways.add(new Way("new", false, Optional.empty()));
        for (double rate : trunkRates) {
            String suffix = trunkRates.size() == 1 ? "" : "_" + rate;
            if (controlled) ways.add(new Way("untaught" + suffix, false, Optional.of(rate)));
            ways.add(new Way("pretrained" + suffix, true, Optional.of(rate)));
        }
        return ways;
    }

    private Pretraining.Pretrained pretrained(List<StudyTask> tasks, long seed) throws IOException {
        if (!unlabelled.isEmpty() && unlabelled.size() != tasks.size()) {
            throw new IllegalArgumentException(
                    "name --unlabelled for each of the " + tasks.size() + " tasks, or for none");
        }
        List<PretrainingTask> sources = new ArrayList<>();
        for (int t = 0; t < tasks.size(); t++) {
            StudyTask task = tasks.get(t);
            TaskData rows = unlabelled.isEmpty() ? task.training() : DataFiles.read(unlabelled.get(t), task.model());
            sources.add(PretrainingTask.of(task.yaml(), rows, 1));
        }
        return new Pretraining(sources, pretraining.settings(seed)).run(Optional.empty(), () -> false);
    }

    /** From the fewest to all. */
    private int[] labels(StudyTask task) {
        return IntStream.rangeClosed(0, halvings)
                .map(at -> Math.max(LEAST_LABELS, task.training().rows() >> (halvings - at)))
                .toArray();
    }

    private double figure(StudyTask task, int at, Way way, Parameters trunk, long seed) throws IOException {
        TaskData rows = StudyTask.some(task.training(), labels(task)[at], seed * 101 + halvings - at);
        Parameters initial = task.job().initial(rows, seed);
        MoeTraining settings = task.job().training();
        int batch = Math.clamp(rows.rows() / 4, 8, settings.batch());
        int steps = Math.max(LEAST_STEPS, settings.epochs() * Math.ceilDiv(rows.rows(), batch));
        TaskData epoch = repeated(rows, LEAST_STEPS_PER_EPOCH * batch);
        settings = settings.sized(Math.ceilDiv(steps, Math.ceilDiv(epoch.rows(), batch)), batch);
        TrainedPart part = new TrainedPart.Whole();
        if (way.trunkRate().isPresent()) {
            if (way.pretrained()) {
                Transplant.withoutHeads(
                        new Transplant.Source(task.job().spec(), trunk),
                        task.job().spec(),
                        initial);
            } else {
                scale(initial, trunk);
            }
            // routers were balanced on many rows
            settings = settings.withoutBalancing();
            part = new TrainedPart.SlowTrunk(way.trunkRate().orElseThrow());
        }
        return task.figure(task.train(initial, epoch, seed, settings, part, Additions.NONE));
    }

    /** The rows so often that there are enough for an epoch. */
    private static TaskData repeated(TaskData rows, int least) {
        if (rows.rows() >= least) return rows;
        int[] chosen = new int[least];
        Arrays.setAll(chosen, i -> i % rows.rows());
        return rows.part(chosen);
    }

    private static void scale(Parameters target, Parameters source) {
        for (String name : target.names()) {
            if (TokenizerParameters.FIXED.stream().anyMatch(fixed -> name.endsWith("." + fixed))) {
                target.put(name, target.shape(name), source.get(name).clone());
            }
        }
    }
}
