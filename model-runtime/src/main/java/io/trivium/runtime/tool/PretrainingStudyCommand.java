package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.learning.moe.Additions;
import io.trivium.runtime.learning.moe.MoeTraining;
import io.trivium.runtime.learning.moe.TrainedPart;
import io.trivium.runtime.learning.moe.Transplant;
import io.trivium.runtime.learning.network.TaskData;
import io.trivium.runtime.learning.stage.Pretraining;
import io.trivium.runtime.learning.stage.PretrainingTask;
import io.trivium.runtime.moe.Parameters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How many labels a task needs to come to 95 % of what it reaches with all, with and without pretraining on all tasks'
 * training rows. Both ways train by the same settings; the rows that choose the epoch are the same and not counted.
 */
@Command(
        name = "pretraining",
        description = {
            "Pretrains a trunk on the training rows of all tasks without labels, then trains each task with a growing number",
            "of labels from that trunk and from new weights, and says how many reach 95 % of what new weights and all labels do."
        },
        mixinStandardHelpOptions = true)
final class PretrainingStudyCommand implements Callable<Integer> {
    private static final double REACHED = 0.95;
    private static final int LEAST_STEPS = 300;

    @Mixin
    private final StudyOptions options = new StudyOptions();

    @Option(names = "--steps", defaultValue = "1500", description = "of pretraining (default: ${DEFAULT-VALUE})")
    private long steps;

    @Option(
            names = "--halvings",
            defaultValue = "5",
            description = "how often the number of labels is halved (default: ${DEFAULT-VALUE})")
    private int halvings;

    @Override
    public Integer call() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<StudyTask> tasks = options.tasks();
        double[][][] figures = new double[tasks.size()][2][halvings + 1];
        ArrayNode losses = json.createArrayNode();
        for (long seed : options.seeds()) {
            List<PretrainingTask> sources = new ArrayList<>();
            for (StudyTask task : tasks) sources.add(PretrainingTask.of(task.yaml(), task.training(), 1));
            Pretraining.Settings usual = Pretraining.Settings.USUAL;
            Pretraining.Pretrained pretrained = new Pretraining(
                            sources,
                            new Pretraining.Settings(
                                    steps,
                                    usual.batch(),
                                    usual.learningRate(),
                                    usual.hidden(),
                                    usual.dropout(),
                                    usual.weightDecay(),
                                    seed))
                    .run(Optional.empty(), () -> false);
            for (int t = 0; t < tasks.size(); t++) {
                ObjectNode loss = losses.addObject()
                        .put("seed", seed)
                        .put("task", tasks.get(t).name());
                loss.put("first", pretrained.firstLoss()[t])
                        .put("last", pretrained.lastLoss()[t]);
                StudyTask.say("pretrained " + loss);
            }
            for (int t = 0; t < tasks.size(); t++) {
                Transplant.Source trunk = new Transplant.Source(
                        tasks.get(t).job().spec(), pretrained.parameters().get(t));
                for (int half = halvings; half >= 0; half--) {
                    for (int way = 0; way < 2; way++) {
                        double figure =
                                figure(tasks.get(t), half, way == 1 ? Optional.of(trunk) : Optional.empty(), seed);
                        figures[t][way][half] += figure / options.seeds().size();
                        StudyTask.say(tasks.get(t).name() + " seed " + seed + " labels " + labels(tasks.get(t), half)
                                + (way == 1 ? " pretrained " : " new ") + figure);
                    }
                }
            }
        }
        ObjectNode result = json.createObjectNode();
        result.put("seeds", options.seeds().size()).put("steps", steps);
        result.set("reconstruction", losses);
        ArrayNode rows = result.putArray("tasks");
        for (int t = 0; t < tasks.size(); t++) rows.add(row(tasks.get(t), figures[t], json));
        System.out.println(result);
        return 0;
    }

    private ObjectNode row(StudyTask task, double[][] figures, ObjectMapper json) {
        ObjectNode row = json.createObjectNode();
        row.put("task", task.name()).put("metric", task.figureName());
        ArrayNode curve = row.putArray("curve");
        for (int half = halvings; half >= 0; half--) {
            curve.addObject()
                    .put("labels", labels(task, half))
                    .put("new", figures[0][half])
                    .put("pretrained", figures[1][half]);
        }
        double goal = REACHED * figures[0][0];
        row.put("goal", goal);
        row.put("labels_needed_new", needed(task, figures[0], goal));
        row.put("labels_needed_pretrained", needed(task, figures[1], goal));
        return row;
    }

    private static int labels(StudyTask task, int half) {
        return Math.max(8, task.training().rows() >> half);
    }

    private double figure(StudyTask task, int half, Optional<Transplant.Source> trunk, long seed) throws IOException {
        TaskData rows = StudyTask.some(task.training(), labels(task, half), seed * 101 + half);
        Parameters initial = task.job().initial(rows, seed);
        if (trunk.isPresent())
            Transplant.withoutHeads(trunk.orElseThrow(), task.job().spec(), initial);
        MoeTraining settings = task.job().training();
        int batch = Math.clamp(rows.rows() / 4, 8, settings.batch());
        int epochs = Math.max(settings.epochs(), Math.ceilDiv(LEAST_STEPS, Math.ceilDiv(rows.rows(), batch)));
        Parameters trained =
                task.train(initial, rows, seed, settings.sized(epochs, batch), new TrainedPart.Whole(), Additions.NONE);
        return task.figure(trained);
    }

    /** Labels at which the curve first comes to a goal, between two points on a logarithmic scale; −1 where it never does. */
    private double needed(StudyTask task, double[] figures, double goal) {
        for (int half = halvings; half >= 0; half--) {
            if (figures[half] < goal) continue;
            if (half == halvings) return labels(task, half);
            double share = (goal - figures[half + 1]) / (figures[half] - figures[half + 1]);
            double from = Math.log(labels(task, half + 1));
            return Math.exp(from + share * (Math.log(labels(task, half)) - from));
        }
        return -1;
    }
}
