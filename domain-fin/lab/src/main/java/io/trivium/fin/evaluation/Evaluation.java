package io.trivium.fin.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Quality of one list of scores, as {@code evaluate} and {@code metrics} print it.
 *
 * @param auc area under the ROC curve
 * @param cardPrecision100 see {@link CardPrecision}; {@code cardPrecision100Ceiling} is a perfect scorer's
 * @param recallAtHalfPercent share of the frauds among the highest-scored 0.5 % of the rows
 */
@JsonPropertyOrder({
    "auc",
    "average_precision",
    "card_precision_100",
    "card_precision_100_ceiling",
    "recall_at_0_5_percent_alerts",
    "rows",
    "frauds"
})
public record Evaluation(
        @JsonProperty("auc") double auc,
        @JsonProperty("average_precision") double averagePrecision,
        @JsonProperty("card_precision_100") double cardPrecision100,
        @JsonProperty("card_precision_100_ceiling") double cardPrecision100Ceiling,
        @JsonProperty("recall_at_0_5_percent_alerts") double recallAtHalfPercent,
        @JsonProperty("rows") int rows,
        @JsonProperty("frauds") int frauds) {

    private static final int CARDS_A_DAY = 100;

    /**
     * Holds scores against the truth.
     *
     * @throws IllegalArgumentException when the scores are not of these rows or one class is missing
     */
    public static Evaluation of(DatasetFile.Truth truth, float[] scores) {
        RankingMetrics ranking = RankingMetrics.of(scores, truth.fraud());
        var rows = truth.rows(scores);
        return new Evaluation(
                ranking.auc(),
                ranking.averagePrecision(),
                CardPrecision.at(CARDS_A_DAY, rows),
                CardPrecision.ceiling(CARDS_A_DAY, rows),
                ranking.recallAtAlertShare(),
                ranking.rows(),
                ranking.positives());
    }
}
