package io.trivium.runtime.training.rival;

import java.util.Arrays;

/** Answers every row alike: the mean of the labels, or the share of each class. */
final class ConstantRival implements Rival {
    @Override
    public String name() {
        return "constant";
    }

    @Override
    public boolean isSeeded() {
        return false;
    }

    @Override
    public float[][] answers(Answer answer, RivalRows learned, RivalRows held, RivalRows measured, long seed) {
        double[] sums = new double[answer.isNumber() ? 1 : answer.softmax()];
        for (float label : learned.labels()) {
            if (answer.isNumber()) sums[0] += label;
            else sums[(int) label]++;
        }
        double[] means = Arrays.stream(sums).map(sum -> sum / learned.rows()).toArray();
        float[][] answers = new float[measured.rows()][];
        Arrays.fill(answers, answer.isNumber() ? new float[] {(float) means[0]} : answer.ofProbabilities(means));
        return answers;
    }
}
