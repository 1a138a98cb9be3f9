package io.trivium.industrial.evaluation;

/**
 * The plain model that a network has to beat: multinomial logistic regression of standardised features with a ridge penalty,
 * by gradient descent with momentum. A function of what it learns from.
 */
public final class SoftmaxRegression {
    private static final int STEPS = 600;
    private static final double RATE = 0.5;
    private static final double MOMENTUM = 0.9;
    private static final double RIDGE = 1e-4;

    private final int classes;
    private final double[] mean;
    private final double[] inverse;
    private final double[][] weights;

    private SoftmaxRegression(int classes, int features) {
        this.classes = classes;
        this.mean = new double[features];
        this.inverse = new double[features];
        this.weights = new double[classes][features + 1];
    }

    /** Learned from rows of features with their classes. */
    public static SoftmaxRegression of(float[][] rows, int[] labels, int classes) {
        SoftmaxRegression model = new SoftmaxRegression(classes, rows[0].length);
        model.scale(rows);
        double[][] scaled = new double[rows.length][];
        for (int r = 0; r < rows.length; r++) scaled[r] = model.scaled(rows[r]);
        double[][] momentum = new double[classes][rows[0].length + 1];
        for (int step = 0; step < STEPS; step++) model.descend(scaled, labels, momentum);
        return model;
    }

    private void scale(float[][] rows) {
        for (int f = 0; f < mean.length; f++) {
            double sum = 0;
            double squares = 0;
            for (float[] row : rows) {
                sum += row[f];
                squares += (double) row[f] * row[f];
            }
            mean[f] = sum / rows.length;
            double variance = squares / rows.length - mean[f] * mean[f];
            inverse[f] = variance > 1e-12 ? 1 / Math.sqrt(variance) : 0;
        }
    }

    private double[] scaled(float[] row) {
        double[] scaled = new double[row.length + 1];
        for (int f = 0; f < row.length; f++) scaled[f] = (row[f] - mean[f]) * inverse[f];
        scaled[row.length] = 1;
        return scaled;
    }

    private void descend(double[][] rows, int[] labels, double[][] momentum) {
        double[][] gradient = new double[classes][mean.length + 1];
        for (int r = 0; r < rows.length; r++) {
            double[] probabilities = answer(rows[r]);
            for (int c = 0; c < classes; c++) {
                double error = (probabilities[c] - (labels[r] == c ? 1 : 0)) / rows.length;
                for (int f = 0; f < rows[r].length; f++) gradient[c][f] += error * rows[r][f];
            }
        }
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f < gradient[c].length; f++) {
                momentum[c][f] =
                        MOMENTUM * momentum[c][f] - RATE * (1 - MOMENTUM) * (gradient[c][f] + RIDGE * weights[c][f]);
                weights[c][f] += momentum[c][f];
            }
        }
    }

    /** The probability of each class. */
    public double[] probabilities(float[] row) {
        return answer(scaled(row));
    }

    private double[] answer(double[] scaled) {
        double[] answer = new double[classes];
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f < scaled.length; f++) answer[c] += weights[c][f] * scaled[f];
            most = Math.max(most, answer[c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            answer[c] = Math.exp(answer[c] - most);
            sum += answer[c];
        }
        for (int c = 0; c < classes; c++) answer[c] /= sum;
        return answer;
    }
}
