package io.trivium.runtime.training.rival;

import io.trivium.runtime.training.network.Ridge;

/** Ridge regression of numbers, and multinomial logistic regression with a ridge penalty of classes. */
final class LinearRival implements Rival {
    static final double RIDGE = 0.01;

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public boolean isSeeded() {
        return false;
    }

    @Override
    public float[][] answers(Answer answer, RivalRows learned, RivalRows held, RivalRows measured, long seed) {
        float[][] answers = new float[measured.rows()][];
        int width = measured.width();
        if (answer.isNumber()) {
            Ridge ridge = new Ridge(learned.table(), width, RIDGE);
            Ridge.Line line = ridge.line(learned.labels());
            for (int r = 0; r < answers.length; r++) {
                answers[r] = new float[] {(float) line.answer(measured.table(), r * width)};
            }
        } else {
            SoftmaxRegression regression = SoftmaxRegression.of(learned, answer.softmax());
            for (int r = 0; r < answers.length; r++) {
                answers[r] = answer.ofProbabilities(regression.probabilities(measured.table(), r * width));
            }
        }
        return answers;
    }
}
