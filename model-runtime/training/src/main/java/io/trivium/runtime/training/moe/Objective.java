package io.trivium.runtime.training.moe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trivium.runtime.moe.Distillation;
import io.trivium.runtime.pack.Loss;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BinaryMetrics;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.training.network.GrownTrees;
import io.trivium.runtime.training.network.Operations;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Loss, scores and metrics of a task by its head. */
enum Objective {
    /** One logit a row, labels 0 and 1; chosen by average precision. */
    BINARY {
        @Override
        NDArray losses(NDManager scope, NDArray logits, BoundedLabels labels, double smoothing) {
            float[] smooth = labels.numbers().clone();
            for (int i = 0; i < smooth.length; i++) smooth[i] = (float) (smooth[i] * (1 - smoothing) + smoothing / 2);
            return crossEntropies(scope, logits, smooth);
        }

        @Override
        NDArray losses(NDManager scope, NDArray logits, float[] teacher) {
            return crossEntropies(scope, logits, scores(teacher, 1));
        }

        @Override
        Map<String, Object> trees(int width) {
            return GrownTrees.objective(1);
        }

        // one a row
        private NDArray crossEntropies(NDManager scope, NDArray logits, float[] expected) {
            NDArray tail = logits.abs().neg().exp().add(1f).log();
            return logits.maximum(Operations.constant(logits, 0))
                    .sub(logits.mul(scope.create(expected, logits.getShape())))
                    .add(tail);
        }

        @Override
        float[] scores(float[] logits, int width) {
            float[] scores = new float[logits.length];
            for (int i = 0; i < scores.length; i++) scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
            return scores;
        }

        @Override
        Map<String, Double> metrics(float[] scores, int width, BoundedLabels labels) {
            return BinaryMetrics.of(scores, labels.numbers()).asMap();
        }

        @Override
        String chosenBy() {
            return "average_precision";
        }
    },
    /** A logit for each class, labels from 0; chosen by the negative log loss. */
    MULTICLASS {
        @Override
        NDArray losses(NDManager scope, NDArray logits, BoundedLabels labels, double smoothing) {
            int classes = Math.toIntExact(logits.getShape().get(1));
            float[] expected = new float[labels.count() * classes];
            Arrays.fill(expected, (float) (smoothing / classes));
            for (int i = 0; i < labels.count(); i++) {
                expected[i * classes + (int) labels.numbers()[i]] += (float) (1 - smoothing);
            }
            return crossEntropies(scope, logits, expected);
        }

        @Override
        NDArray losses(NDManager scope, NDArray logits, float[] teacher) {
            return crossEntropies(
                    scope,
                    logits,
                    scores(teacher, Math.toIntExact(logits.getShape().get(1))));
        }

        private NDArray crossEntropies(NDManager scope, NDArray logits, float[] expected) {
            NDArray likelihood = logits.logSoftmax(1).mul(scope.create(expected, logits.getShape()));
            return likelihood.sum(new int[] {1}, true).neg();
        }

        @Override
        Map<String, Object> trees(int width) {
            return GrownTrees.objective(width);
        }

        @Override
        float[] scores(float[] logits, int width) {
            float[] scores = new float[logits.length];
            for (int from = 0; from < logits.length; from += width) {
                double most = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < width; c++) most = Math.max(most, logits[from + c]);
                double sum = 0;
                for (int c = 0; c < width; c++) sum += Math.exp(logits[from + c] - most);
                for (int c = 0; c < width; c++) scores[from + c] = (float) (Math.exp(logits[from + c] - most) / sum);
            }
            return scores;
        }

        @Override
        Map<String, Double> metrics(float[] scores, int width, BoundedLabels labels) {
            double loss = 0;
            int right = 0;
            for (int i = 0; i < labels.count(); i++) {
                int label = (int) labels.numbers()[i];
                int best = 0;
                for (int c = 1; c < width; c++) if (scores[i * width + c] > scores[i * width + best]) best = c;
                if (best == label) right++;
                loss -= Math.log(Math.max(1e-12, scores[i * width + label]));
            }
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("negative_log_loss", -loss / labels.count());
            metrics.put("accuracy", right / (double) labels.count());
            return metrics;
        }

        @Override
        String chosenBy() {
            return "negative_log_loss";
        }
    },
    /**
     * One number a row for each of the output's; chosen by the negative root mean square error over all. The error of an
     * interval is the distance to it. A label of which nothing is known costs nothing and does not count.
     */
    REGRESSION {
        @Override
        NDArray losses(NDManager scope, NDArray logits, BoundedLabels labels, double smoothing) {
            return below(scope, logits, labels)
                    .square()
                    .add(above(scope, logits, labels).square());
        }

        @Override
        NDArray losses(NDManager scope, NDArray logits, float[] teacher) {
            return logits.sub(scope.create(teacher, logits.getShape())).square();
        }

        @Override
        Map<String, Object> trees(int width) {
            return GrownTrees.objective(0);
        }

        @Override
        float[] scores(float[] logits, int width) {
            return logits.clone();
        }

        @Override
        Map<String, Double> metrics(float[] scores, int width, BoundedLabels labels) {
            double squares = 0;
            double absolute = 0;
            double[] byColumn = new double[width];
            int[] known = new int[width];
            for (int i = 0; i < labels.count(); i++) {
                if (!labels.isKnown(i)) continue;
                known[i % width]++;
                double distance = labels.distance(i, scores[i]);
                squares += distance * distance;
                byColumn[i % width] += distance * distance;
                absolute += distance;
            }
            Map<String, Double> metrics = new LinkedHashMap<>();
            int all = Arrays.stream(known).sum();
            metrics.put("negative_rmse", -Math.sqrt(squares / all));
            metrics.put("mae", absolute / all);
            for (int c = 0; width > 1 && c < width; c++) {
                if (known[c] > 0) metrics.put("rmse_" + c, Math.sqrt(byColumn[c] / known[c]));
            }
            return metrics;
        }

        @Override
        String chosenBy() {
            return "negative_rmse";
        }
    },
    /**
     * Quantiles of one number, spread evenly: column i of n answers the level (i + ½) / n, so the mean of the columns is
     * the expected number (Koenker and Bassett, "Regression Quantiles", Econometrica 46:33, 1978; levels as in Dabney et
     * al., arXiv 1710.10044). Labels carry the number once a column; chosen by the negative root mean square error of the
     * expected number. A quantile costs what it is below the least number that the label can be, by its level, or above
     * the largest, by the rest: for a censored number the loss of Powell, "Censored regression quantiles", Journal of
     * Econometrics 32:143, 1986, where nothing is known of when an exact number would have been censored. Without the
     * weights of Portnoy, JASA 98:1001, 2003, quantiles of heavily censored rows remain too near to the bounds.
     */
    QUANTILES {
        @Override
        NDArray losses(NDManager scope, NDArray logits, BoundedLabels labels, double smoothing) {
            float[] levels = levels(Math.toIntExact(logits.getShape().get(1)));
            NDArray level = scope.create(levels, new Shape(1, levels.length));
            return below(scope, logits, labels)
                    .mul(level)
                    .sub(above(scope, logits, labels).mul(level.sub(1f)));
        }

        // The loss of the median: the teacher's quantile is itself the target.
        @Override
        NDArray losses(NDManager scope, NDArray logits, float[] teacher) {
            return Operations.times(
                    logits.sub(scope.create(teacher, logits.getShape())).abs(), 0.5);
        }

        @Override
        Map<String, Object> trees(int width) {
            return Map.of("objective", "reg:quantileerror", "quantile_alpha", Arrays.toString(levels(width)));
        }

        private float[] levels(int width) {
            float[] levels = new float[width];
            for (int c = 0; c < width; c++) levels[c] = (c + 0.5f) / width;
            return levels;
        }

        @Override
        float[] scores(float[] logits, int width) {
            return logits.clone();
        }

        @Override
        Map<String, Double> metrics(float[] scores, int width, BoundedLabels labels) {
            double squares = 0;
            double pinball = 0;
            int within = 0;
            int exact = 0;
            int rows = 0;
            for (int from = 0; from < labels.count(); from += width) {
                if (!labels.isKnown(from)) continue;
                rows++;
                double low = labels.low(from);
                double high = labels.high(from);
                double sum = 0;
                double least = Double.POSITIVE_INFINITY;
                double most = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < width; c++) {
                    double score = scores[from + c];
                    double level = (c + 0.5) / width;
                    sum += score;
                    pinball += level * Math.max(0, low - score) + (1 - level) * Math.max(0, score - high);
                    least = Math.min(least, score);
                    most = Math.max(most, score);
                }
                double distance = labels.distance(from, sum / width);
                squares += distance * distance;
                if (low != high) continue;
                exact++;
                if (low >= least && low <= most) within++;
            }
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("negative_rmse", -Math.sqrt(squares / rows));
            metrics.put("pinball", pinball / rows / width);
            if (exact > 0) metrics.put("within_outer_quantiles", within / (double) exact);
            return metrics;
        }

        @Override
        String chosenBy() {
            return "negative_rmse";
        }
    };

    /** The objective of a task.
     * @throws IllegalArgumentException for a head or a loss that cannot be trained */
    static Objective of(ModelSpec model) {
        return switch (model.head()) {
            case BINARY -> BINARY;
            case MULTICLASS -> MULTICLASS;
            case REGRESSION -> model.objective().loss().equals(Optional.of(Loss.QUANTILE)) ? QUANTILES : REGRESSION;
            case SURVIVAL, DETECTION, SEGMENTATION, NONE ->
                throw new IllegalArgumentException("the trainer has no objective for the head " + model.head());
        };
    }

    /** How far answers are below the least number that a label can be; 0 where they are not. */
    private static NDArray below(NDManager scope, NDArray answers, BoundedLabels labels) {
        float[] low = new float[labels.count()];
        for (int i = 0; i < low.length; i++) low[i] = labels.low(i);
        return scope.create(low, answers.getShape()).sub(answers).maximum(Operations.constant(answers, 0));
    }

    /** How far answers are above the largest number that a label can be; 0 where they are not. */
    private static NDArray above(NDManager scope, NDArray answers, BoundedLabels labels) {
        float[] high = new float[labels.count()];
        for (int i = 0; i < high.length; i++) high[i] = labels.high(i);
        return answers.sub(scope.create(high, answers.getShape())).maximum(Operations.constant(answers, 0));
    }

    private boolean takesNumbers() {
        return this == REGRESSION || this == QUANTILES;
    }

    /** Mean loss over rows.
     * @param logits {@code [B, width]} */
    NDArray loss(NDManager scope, NDArray logits, BoundedLabels labels, double smoothing) {
        return losses(scope, logits, labels, smoothing).mean();
    }

    /**
     * Mean loss over some rows of a lesson that has a teacher.
     *
     * @param logits {@code [B, width]}
     */
    NDArray taught(NDManager scope, NDArray logits, Lesson lesson, int[] rows, double smoothing) {
        Distillation distillation = lesson.distillation().orElseThrow();
        double temperature = distillation.temperature();
        int width = Math.toIntExact(logits.getShape().get(1));
        int[] ofLabels = new int[rows.length];
        float[] ofLabel = new float[rows.length];
        float[] taught = new float[rows.length * width];
        float[] ofTeacher = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            boolean labelled = rows[i] < lesson.labelled();
            double weight = labelled ? distillation.weight() : 1;
            // A row without a label gets any, which has no weight.
            ofLabels[i] = labelled ? rows[i] : 0;
            for (int c = 0; c < width; c++) {
                taught[i * width + c] = (float) (lesson.teacher()[rows[i] * width + c] / temperature);
            }
            ofLabel[i] = (float) (1 - weight);
            ofTeacher[i] = (float) (weight * temperature * temperature);
        }
        Shape one = new Shape(rows.length, 1);
        BoundedLabels labels = lesson.labels().some(ofLabels, lesson.labels().count() / lesson.labelled());
        NDArray softened = Operations.times(logits, 1 / temperature);
        return losses(scope, logits, labels, smoothing)
                .mul(scope.create(ofLabel, one))
                .add(losses(scope, softened, taught).mul(scope.create(ofTeacher, one)))
                .mean();
    }

    /** Losses by labels, of which each row has equally many.
     * @param logits {@code [B, width]} */
    abstract NDArray losses(NDManager scope, NDArray logits, BoundedLabels labels, double smoothing);

    /** Losses by a teacher's answers, of the shape of those by labels.
     * @param teacher logits or numbers, {@code [B, width]} */
    abstract NDArray losses(NDManager scope, NDArray logits, float[] teacher);

    /** XGBoost's settings for a teacher.
     * @param width numbers of the head's answer */
    abstract Map<String, Object> trees(int width);

    /** The answers of the served model. */
    abstract float[] scores(float[] logits, int width);

    abstract Map<String, Double> metrics(float[] scores, int width, BoundedLabels labels);

    /** The metric, larger is better, that chooses the epoch. */
    abstract String chosenBy();

    /** Refuses labels this objective cannot take. */
    void check(BoundedLabels labels, int rows, int width, String what) {
        if (labels.count() == 0) throw new IllegalArgumentException("the " + what + " data has no labels");
        int each = takesNumbers() ? width : 1;
        if (labels.count() != rows * each) {
            throw new IllegalArgumentException("the " + what + " data has " + labels.count() + " labels for " + rows
                    + " rows, the head takes " + each + " a row");
        }
        boolean differ = false;
        boolean known = false;
        for (int i = 0; i < labels.count(); i++) {
            float label = labels.numbers()[i];
            known |= labels.isKnown(i);
            boolean fits = takesNumbers()
                    ? !Float.isInfinite(label)
                    : label == (int) label && label >= 0 && label < Math.max(2, width);
            // All quantiles are of one number, which is known or not.
            if (this == QUANTILES) fits &= labels.isKnown(i) == labels.isKnown(i - i % width);
            if (!fits) throw new IllegalArgumentException("a label of the " + what + " data is " + label);
            differ |= label != labels.numbers()[0];
        }
        if (!known) throw new IllegalArgumentException("no label of the " + what + " data is known");
        if (!takesNumbers() && !differ) {
            throw new IllegalArgumentException("the " + what + " data has only one class: " + labels.numbers()[0]);
        }
    }
}
