package io.trivium.runtime.lab;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.training.federation.FlatWeights;
import io.trivium.runtime.training.federation.OuterOptimiser;
import io.trivium.runtime.training.federation.WeightDelta;
import io.trivium.runtime.training.moe.AdamW;
import io.trivium.runtime.training.moe.MoeProgress;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.time.Instant;
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
 * The result that two sites reach together without sharing rows, compared with each alone and with all rows in one
 * place. The rounds are those of {@code train federate}, one site after the other in one process and without a broker.
 */
@Command(
        name = "federation",
        description = {
            "Divides the rows between two sites by the median of a column, and trains: both sites' rows in one place, each",
            "site alone, and both by exchanging differences every so many steps. All begin with the same weights, made from",
            "rows that no site has, and take the same number of steps; the test rows are measured once, after the last."
        },
        mixinStandardHelpOptions = true)
final class FederationStudyCommand implements Callable<Integer> {
    @Mixin
    private final StudyOptions options = new StudyOptions();

    @Option(
            names = "--split",
            required = true,
            paramLabel = "COLUMN",
            description = "column that tells the sites apart")
    private String split = "";

    @Option(names = "--steps", defaultValue = "500", description = "of every training (default: ${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--local-steps",
            split = ",",
            defaultValue = "50,100,500",
            description = "between two exchanges; each divides --steps (default: ${DEFAULT-VALUE})")
    private List<Integer> localSteps = new ArrayList<>();

    @Option(names = "--batch", defaultValue = "64", description = "rows of a site's step (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--public-rows",
            defaultValue = "500",
            description = "rows of no site, whose ranges the first weights are made for (default: ${DEFAULT-VALUE})")
    private int publicRows;

    @Option(names = "--outer-learning-rate", defaultValue = "" + OuterOptimiser.LEARNING_RATE)
    private double outerLearningRate;

    @Option(names = "--outer-momentum", defaultValue = "" + OuterOptimiser.MOMENTUM)
    private double outerMomentum;

    @Override
    public Integer call() throws IOException {
        ObjectNode result = new ObjectMapper().createObjectNode();
        for (StudyTask task : options.tasks()) {
            TaskData all = task.training();
            TaskData open = all.part(StudyTask.range(0, publicRows));
            TaskData joint = all.part(StudyTask.range(publicRows, all.rows()));
            List<TaskData> sites = sites(task, joint);
            for (long seed : options.seeds()) {
                Parameters initial = task.job().initial(open, seed);
                ObjectNode figures = result.withObject("/" + task.name()).putObject("seed " + seed);
                figures.put("metric", task.figureName()).put("first weights", task.figure(initial));
                report(figures, "joint", task.figure(alone(task, initial, joint, seed, 2 * batch)));
                for (int site = 0; site < sites.size(); site++) {
                    TaskData own = sites.get(site);
                    figures.put("rows " + site, own.rows()).put("positives " + site, own.positives());
                    report(figures, "site " + site, task.figure(alone(task, initial, own, seed + site, batch)));
                }
                for (int local : localSteps) {
                    Parameters common = together(task, initial, sites, seed, local);
                    report(figures, "federated H=" + local, task.figure(common));
                    figures.put("bytes of differences a site, H=" + local, initial.count() * 4 * (steps / local));
                }
            }
        }
        result.put("steps", steps).put("batch", batch).put("split", split);
        result.put("outerLearningRate", outerLearningRate).put("outerMomentum", outerMomentum);
        System.out.println(result);
        return 0;
    }

    private static void report(ObjectNode figures, String way, double figure) {
        figures.put(way, figure);
        StudyTask.say(way + " " + figure);
    }

    private List<TaskData> sites(StudyTask task, TaskData rows) {
        for (TensorSpec input : task.model().inputs()) {
            int column = input.columns().indexOf(split);
            if (column < 0) continue;
            float[] numbers = rows.inputs().get(input.name());
            int width = numbers == null ? 0 : numbers.length / rows.rows();
            float[] values = new float[rows.rows()];
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.input(input.name(), width)[row * width + column];
            }
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            float median = sorted[sorted.length / 2];
            int[] below = IntStream.range(0, values.length)
                    .filter(row -> values[row] < median)
                    .toArray();
            int[] above = IntStream.range(0, values.length)
                    .filter(row -> values[row] >= median)
                    .toArray();
            if (below.length > 0) return List.of(rows.part(below), rows.part(above));
        }
        throw new IllegalArgumentException("no input has a column " + split + " with different numbers in it");
    }

    private MoeTrainer trainer(StudyTask task, int rowsOfAStep) {
        MoeTraining settings = task.job().training();
        return new MoeTrainer(
                task.job().spec(),
                task.model(),
                settings.sized(settings.epochs(), rowsOfAStep).stretches(settings.learningRate()),
                new TrainedPart.Whole(),
                MoeProgress.silent());
    }

    private static MoeTrainer.Run run(long seed) {
        return new MoeTrainer.Run(seed, "", Optional.empty(), List.of(Device.cpu()), Long.MAX_VALUE, () -> false);
    }

    private Parameters alone(StudyTask task, Parameters initial, TaskData rows, long seed, int rowsOfAStep) {
        return trainer(task, rowsOfAStep)
                .train(initial, rows, new MoeTrainer.Stretch(0, steps, steps), Optional.empty(), run(seed))
                .parameters();
    }

    private Parameters together(StudyTask task, Parameters initial, List<TaskData> sites, long seed, int local) {
        MoeTrainer trainer = trainer(task, batch);
        float[] weights = FlatWeights.of(initial);
        OuterOptimiser outer = new OuterOptimiser(outerLearningRate, outerMomentum, new float[weights.length]);
        List<Optional<AdamW.State>> states = new ArrayList<>();
        for (int site = 0; site < sites.size(); site++) states.add(Optional.empty());
        for (int from = 0; from + local <= steps; from += local) {
            Parameters common = FlatWeights.like(initial, weights);
            List<WeightDelta> deltas = new ArrayList<>();
            for (int site = 0; site < sites.size(); site++) {
                MoeTrainer.Stretched trained = trainer.train(
                        common,
                        sites.get(site),
                        new MoeTrainer.Stretch(from, from + local, steps),
                        states.get(site),
                        run(seed + site));
                states.set(site, Optional.of(trained.optimiser()));
                float[] difference = FlatWeights.difference(common, trained.parameters());
                deltas.add(new WeightDelta(
                        "site-" + site,
                        from / local,
                        Instant.EPOCH,
                        "",
                        "",
                        sites.get(site).rows(),
                        difference));
            }
            outer.step(weights, deltas);
        }
        return FlatWeights.like(initial, weights);
    }
}
