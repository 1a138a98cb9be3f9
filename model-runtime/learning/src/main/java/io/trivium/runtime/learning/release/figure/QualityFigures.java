package io.trivium.runtime.learning.release.figure;

/**
 * Losses of both versions' answers on the same labelled examples, as {@link LiveLoss} has them.
 *
 * @param championLoss sum over the examples; {@code challengerLoss} likewise
 * @param squares sum of the squares of challenger's less champion's
 */
public record QualityFigures(long examples, double championLoss, double challengerLoss, double squares) {
    public static final QualityFigures NONE = new QualityFigures(0, 0, 0, 0);

    public QualityFigures plus(double champion, double challenger) {
        double difference = challenger - champion;
        return new QualityFigures(
                examples + 1, championLoss + champion, challengerLoss + challenger, squares + difference * difference);
    }

    public QualityFigures plus(QualityFigures other) {
        return new QualityFigures(
                examples + other.examples,
                championLoss + other.championLoss,
                challengerLoss + other.challengerLoss,
                squares + other.squares);
    }
}
