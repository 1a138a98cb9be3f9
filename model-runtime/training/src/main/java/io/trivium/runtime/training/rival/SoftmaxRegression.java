package io.trivium.runtime.training.rival;

/**
 * Multinomial logistic regression of standardised columns with a ridge penalty, by gradient descent with momentum. A
 * function of what it learns from.
 */
final class SoftmaxRegression {
    private static final int STEPS = 600;
    private static final double RATE = 0.5;
    private static final double MOMENTUM = 0.9;
    private static final double RIDGE = 1e-4;

    private final int classes;
    private final Standard standard;
    private final double[][] weights;

    private SoftmaxRegression(int classes, Standard standard) {
        this.classes = classes;
        this.standard = standard;
        this.weights = new double[classes][standard.width() + 1];
    }

    /** Learned from rows with a class from 0 each. */
    static SoftmaxRegression of(RivalRows rows, int classes) {
        SoftmaxRegression model = new SoftmaxRegression(classes, Standard.of(rows));
        float[] scaled = model.standard.scaled(rows);
        double[][] momentum = new double[classes][rows.width() + 1];
        for (int step = 0; step < STEPS; step++) model.descend(scaled, rows.labels(), momentum);
        return model;
    }

    private void descend(float[] table, float[] labels, double[][] momentum) {
        int width = standard.width();
        double[][] gradient = new double[classes][width + 1];
        for (int r = 0; r < labels.length; r++) {
            double[] probabilities = answer(table, r * width);
            for (int c = 0; c < classes; c++) {
                double error = (probabilities[c] - (labels[r] == c ? 1 : 0)) / labels.length;
                for (int f = 0; f < width; f++) gradient[c][f] += error * table[r * width + f];
                gradient[c][width] += error;
            }
        }
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f <= width; f++) {
                momentum[c][f] =
                        MOMENTUM * momentum[c][f] - RATE * (1 - MOMENTUM) * (gradient[c][f] + RIDGE * weights[c][f]);
                weights[c][f] += momentum[c][f];
            }
        }
    }

    /** The probability of each class, of the row that begins at {@code from}. */
    double[] probabilities(float[] table, int from) {
        return answer(standard.scaled(table, from), 0);
    }

    /** The weights of a class for the columns as they are, and last the constant. */
    double[] line(int of) {
        double[] line = weights[of].clone();
        for (int f = 0; f < standard.width(); f++) {
            line[f] *= standard.inverse()[f];
            line[standard.width()] -= line[f] * standard.mean()[f];
        }
        return line;
    }

    private double[] answer(float[] scaled, int from) {
        int width = standard.width();
        double[] answer = new double[classes];
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            answer[c] = weights[c][width];
            for (int f = 0; f < width; f++) answer[c] += weights[c][f] * scaled[from + f];
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
