package io.trivium.fin.tool.training;

import io.trivium.fin.evaluation.Evaluation;
import io.trivium.fin.replay.DayRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The output of {@code evaluate}: the figures of one measurement, or the means over the folds and each fold.
 *
 * @param asFolds whether the measurements are folds of one protocol
 */
record EvaluationReport(List<Trials.Outcome> outcomes, boolean asFolds) {

    EvaluationReport {
        outcomes = List.copyOf(outcomes);
    }

    Map<String, Object> json() {
        if (!asFolds) return json(outcomes.getFirst());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("auc", overFolds(Evaluation::auc));
        result.put("average_precision", overFolds(Evaluation::averagePrecision));
        result.put("card_precision_100", overFolds(Evaluation::cardPrecision100));
        result.put("card_precision_100_ceiling", overFolds(Evaluation::cardPrecision100Ceiling));
        result.put("recall_at_0_5_percent_alerts", overFolds(Evaluation::recallAtHalfPercent));
        result.put("rows", overFolds(Evaluation::rows));
        result.put("frauds", overFolds(Evaluation::frauds));
        result.put("excluded_training_rows", mean(Trials.Outcome::excludedTrainingRows));
        result.put("excluded_known_card_rows", mean(Trials.Outcome::excludedKnownCardRows));
        PackIdentity model = outcomes.getFirst().runs().getFirst().model();
        result.put("model_name", model.name());
        result.put("model_version", model.version());
        result.put("protocol", "prequential");
        result.put("folds", outcomes.stream().map(EvaluationReport::json).toList());
        return result;
    }

    private double overFolds(ToDoubleFunction<Evaluation> figure) {
        return mean(outcome -> mean(outcome, figure));
    }

    private double mean(ToDoubleFunction<Trials.Outcome> figure) {
        return outcomes.stream().mapToDouble(figure).average().orElseThrow();
    }

    private static double mean(Trials.Outcome outcome, ToDoubleFunction<Evaluation> figure) {
        return outcome.runs().stream()
                .mapToDouble(run -> figure.applyAsDouble(run.evaluation()))
                .average()
                .orElseThrow();
    }

    private static Map<String, Object> json(Trials.Outcome outcome) {
        Map<String, Object> result = new LinkedHashMap<>();
        Trials.Run first = outcome.runs().getFirst();
        result.put("auc", mean(outcome, Evaluation::auc));
        result.put("average_precision", mean(outcome, Evaluation::averagePrecision));
        result.put("card_precision_100", mean(outcome, Evaluation::cardPrecision100));
        result.put("card_precision_100_ceiling", first.evaluation().cardPrecision100Ceiling());
        result.put("recall_at_0_5_percent_alerts", mean(outcome, Evaluation::recallAtHalfPercent));
        result.put("rows", first.evaluation().rows());
        result.put("frauds", first.evaluation().frauds());
        result.put("excluded_training_rows", outcome.excludedTrainingRows());
        result.put("excluded_known_card_rows", outcome.excludedKnownCardRows());
        result.put("model_name", first.model().name());
        result.put("model_version", first.model().version());
        result.put("test_days", outcome.test().toString());
        DayRange train = outcome.train();
        if (train != null) {
            result.put("train_days", train.toString());
            result.put("validation_days", String.valueOf(outcome.validation()));
            DayRange unlabelled = outcome.unlabelled();
            if (unlabelled != null) result.put("unlabelled_days", unlabelled.toString());
            result.put("seeds", outcome.runs().stream().map(Trials.Run::seed).toList());
            PackIdentity begun = outcome.begunWith();
            if (begun != null) result.put("begun_with", begun.name() + " " + begun.version());
            if (outcome.runs().size() > 1) {
                result.put(
                        "runs",
                        outcome.runs().stream().map(Trials.Run::evaluation).toList());
            }
        }
        if (!outcome.baselines().isEmpty()) result.put("baselines", outcome.baselines());
        if (!outcome.ablation().isEmpty()) {
            result.put("ablation_figure", "average_precision; entities are cards");
            result.put("ablation", outcome.ablation());
        }
        return result;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Trials.Outcome outcome : outcomes) append(text, outcome);
        if (asFolds) {
            text.append(String.format(
                    Locale.ROOT,
                    "mean of %d folds: AUC %.4f, average precision %.4f, card precision@100 %.4f of at most %.4f,"
                            + " recall at 0.5 %% alerts %.4f",
                    outcomes.size(),
                    overFolds(Evaluation::auc),
                    overFolds(Evaluation::averagePrecision),
                    overFolds(Evaluation::cardPrecision100),
                    overFolds(Evaluation::cardPrecision100Ceiling),
                    overFolds(Evaluation::recallAtHalfPercent)));
        }
        return text.toString().stripTrailing();
    }

    private static void append(StringBuilder text, Trials.Outcome outcome) {
        Trials.Run first = outcome.runs().getFirst();
        text.append(String.format(
                Locale.ROOT,
                "%s %s on %s: %,d authorizations, %,d frauds (left out: %,d rows of its training, %,d of known cards)%n",
                first.model().name(),
                first.model().version(),
                outcome.test(),
                first.evaluation().rows(),
                first.evaluation().frauds(),
                outcome.excludedTrainingRows(),
                outcome.excludedKnownCardRows()));
        PackIdentity begun = outcome.begunWith();
        if (begun != null) {
            text.append(String.format("begun with the weights of %s %s%n", begun.name(), begun.version()));
        }
        text.append(String.format(
                Locale.ROOT,
                "AUC %.4f, average precision %.4f, card precision@100 %.4f of at most %.4f,"
                        + " recall at 0.5 %% alerts %.4f%n",
                mean(outcome, Evaluation::auc),
                mean(outcome, Evaluation::averagePrecision),
                mean(outcome, Evaluation::cardPrecision100),
                first.evaluation().cardPrecision100Ceiling(),
                mean(outcome, Evaluation::recallAtHalfPercent)));
        outcome.baselines()
                .forEach((name, other) -> text.append(String.format(
                        Locale.ROOT,
                        "  rival, %s: AUC %.4f, average precision %.4f, card precision@100 %.4f%n",
                        name,
                        other.auc(),
                        other.averagePrecision(),
                        other.cardPrecision100())));
        outcome.ablation()
                .forEach(row -> text.append(String.format(
                        Locale.ROOT,
                        "  %s, %d trainings: average precision %.4f [%.4f, %.4f], served better by %.4f [%.4f, %.4f]%n",
                        row.model(),
                        row.trainings(),
                        row.value(),
                        row.interval()[0],
                        row.interval()[1],
                        row.servedIsBetterBy(),
                        row.differs()[0],
                        row.differs()[1])));
    }
}
