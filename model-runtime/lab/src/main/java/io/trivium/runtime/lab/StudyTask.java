package io.trivium.runtime.lab;

import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tool.DataFiles;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A task of a study: a folder with {@code spec.yaml}, {@code training.safetensors}, {@code test.safetensors} and, if they do
 * not come from the training rows, {@code validation.safetensors}.
 *
 * @param validation rows that choose an epoch; {@code test} are measured and nothing else
 */
@SuppressWarnings("ArrayRecordComponent") // a key by identity of its parts
record StudyTask(byte[] yaml, MoeTrainingJob job, TaskData training, TaskData validation, TaskData test) {
    private static final int LAST_PART = 5;

    /** Reads one.
     * @param most rows of each part that are used, drawn by the seed */
    static StudyTask read(Path folder, int most, long seed) throws IOException {
        byte[] yaml = Files.readAllBytes(folder.resolve("spec.yaml"));
        MoeTrainingJob job = new MoeTrainingJob(yaml);
        TaskData training = DataFiles.read(folder.resolve("training.safetensors"), job.model());
        TaskData validation;
        Path held = folder.resolve("validation.safetensors");
        if (Files.exists(held)) {
            validation = DataFiles.read(held, job.model());
        } else {
            int end = training.rows() - training.rows() / LAST_PART;
            validation = training.part(range(end, training.rows()));
            training = training.part(range(0, end));
        }
        TaskData test = DataFiles.read(folder.resolve("test.safetensors"), job.model());
        return new StudyTask(
                yaml,
                job,
                some(training, most, seed),
                some(validation, most, seed + 1),
                some(test, 2 * most, seed + 2));
    }

    static int[] range(int from, int to) {
        int[] rows = new int[to - from];
        Arrays.setAll(rows, i -> from + i);
        return rows;
    }

    /** At most the given number of rows, drawn without replacement; where labels are classes, of more than one. */
    static TaskData some(TaskData data, int most, long seed) {
        if (data.rows() <= most) return data;
        for (long attempt = seed; ; attempt++) {
            int[] order = range(0, data.rows());
            SplittableRandom random = new SplittableRandom(attempt * 7_919);
            for (int i = 0; i < most; i++) {
                int other = i + random.nextInt(order.length - i);
                int kept = order[i];
                order[i] = order[other];
                order[other] = kept;
            }
            TaskData drawn = data.part(Arrays.copyOf(order, most));
            for (float label : drawn.labels()) if (label != drawn.labels()[0]) return drawn;
        }
    }

    ModelSpec model() {
        return job.model();
    }

    String name() {
        return job.model().task().value();
    }

    /** Trains by the specification. */
    Parameters train(Parameters initial, TaskData rows, long seed, Additions additions) throws IOException {
        return train(initial, rows, seed, job.training(), new TrainedPart.Whole(), additions);
    }

    Parameters train(
            Parameters initial, TaskData rows, long seed, MoeTraining settings, TrainedPart part, Additions additions)
            throws IOException {
        return job.train(initial, part, rows, validation, seed, settings, additions);
    }

    /**
     * One number, larger is better and 0 is worthless: average precision of a binary head, accuracy of classes, the explained
     * share of the variance of numbers.
     */
    double figure(Parameters parameters) {
        return figure(parameters, test);
    }

    /** As {@link #figure(Parameters)}, on other rows. */
    double figure(Parameters parameters, TaskData rows) {
        Map<String, Double> metrics = new Measured(job.spec(), model(), parameters).metrics(rows);
        return switch (model().head()) {
            case BINARY -> metrics.getOrDefault("average_precision", 0.0);
            case MULTICLASS -> metrics.getOrDefault("accuracy", 0.0);
            case REGRESSION -> explained(rows, metrics.getOrDefault("negative_rmse", 0.0));
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new IllegalArgumentException("no study of the head " + model().head());
        };
    }

    /** The figure on the test rows of a model that knows nothing but how often each answer is right. */
    double worthless() {
        if (model().head() == Head.REGRESSION) return 0;
        int[] counts = new int
                [Math.max(
                        2, Math.toIntExact(model().outputs().getFirst().shape().getLast()))];
        for (float label : test.labels()) counts[(int) label]++;
        int right = model().head() == Head.BINARY
                ? counts[1]
                : Arrays.stream(counts).max().orElseThrow();
        return (double) right / test.rows();
    }

    String figureName() {
        return model().head() == Head.BINARY
                ? "average_precision"
                : model().head() == Head.MULTICLASS ? "accuracy" : "explained_variance";
    }

    private static double explained(TaskData rows, double negativeRmse) {
        int width = rows.labels().length / rows.rows();
        double variance = 0;
        for (int c = 0; c < width; c++) {
            double mean = 0;
            double squares = 0;
            for (int row = 0; row < rows.rows(); row++) {
                double value = rows.labels()[row * width + c];
                mean += value / rows.rows();
                squares += value * value / rows.rows();
            }
            variance += (squares - mean * mean) / width;
        }
        return 1 - negativeRmse * negativeRmse / variance;
    }

    static void say(String line) {
        System.err.println(line);
    }
}
