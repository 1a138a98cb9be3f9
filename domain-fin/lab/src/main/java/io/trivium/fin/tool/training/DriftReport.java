package io.trivium.fin.tool.training;

import io.trivium.fin.drift.Champion;
import io.trivium.fin.drift.ChampionFigures;
import io.trivium.fin.drift.Drift;
import io.trivium.fin.evaluation.DelayedLabelSplit;
import io.trivium.fin.replay.DayRange;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The output of {@code drift}. A day's labels are all known eight days later, so the first challenger that has seen the
 * changed world is that of the eighth day after the change; recovery is measured from the third day after that one on.
 *
 * @param days that the champions lived through
 * @param changed first day of the changed world
 */
record DriftReport(
        DayRange days, LocalDate changed, int window, long seed, Map<Drift, Map<Champion, ChampionFigures>> worlds) {
    private static final int RECOVERY_DAYS = 3;

    Map<String, Object> json() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("days", days.toString());
        result.put("changed", changed.toString());
        result.put("labels_of_change_known", known().toString());
        result.put("window_days", window);
        result.put("seed", seed);
        result.put("drifts", worlds.keySet().stream().map(this::json).toList());
        return result;
    }

    private LocalDate known() {
        return changed.plusDays(DelayedLabelSplit.HANDBOOK_DELAY_DAYS + 1L);
    }

    private boolean hasRecoveryDays() {
        return !known().plusDays(RECOVERY_DAYS).isAfter(days.last());
    }

    private DayRange recovery() {
        return new DayRange(known().plusDays(RECOVERY_DAYS), days.last());
    }

    private Map<String, Object> json(Drift drift) {
        Map<Champion, ChampionFigures> champions = figures(drift);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("drift", drift.label());
        champions.forEach((champion, figures) -> one.put(champion.label(), json(figures)));
        ChampionFigures frozen = figures(champions, Champion.FROZEN);
        ChampionFigures daily = figures(champions, Champion.DAILY);
        one.put("daily_minus_frozen", daily.mean(days) - frozen.mean(days));
        one.put("daily_minus_frozen_worst_week", daily.worstWeekAgainst(frozen));
        if (hasRecoveryDays()) {
            double gain = daily.mean(recovery()) - frozen.mean(recovery());
            one.put("daily_minus_frozen_recovered", gain);
            Double loss = loss(drift);
            if (loss != null) {
                one.put("loss", loss);
                one.put("recovered_share", loss > 0 ? gain / loss : null);
            }
        }
        return one;
    }

    private Map<Champion, ChampionFigures> figures(Drift drift) {
        return worlds.getOrDefault(drift, Map.of());
    }

    private static ChampionFigures figures(Map<Champion, ChampionFigures> champions, Champion champion) {
        ChampionFigures figures = champions.get(champion);
        if (figures == null) throw new IllegalStateException("no figures of the champion " + champion.label());
        return figures;
    }

    /**
     * Returns the loss of a champion that is never renewed, on the days of recovery; null without a world of no change.
     */
    private @Nullable Double loss(Drift drift) {
        if (drift == Drift.NONE || !worlds.containsKey(Drift.NONE)) return null;
        return figures(figures(Drift.NONE), Champion.FROZEN).mean(recovery())
                - figures(figures(drift), Champion.FROZEN).mean(recovery());
    }

    private Map<String, Object> json(ChampionFigures figures) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("average_precision", figures.mean(days));
        if (changed.isAfter(days.first())) {
            one.put("average_precision_before", figures.mean(new DayRange(days.first(), changed.minusDays(1))));
        }
        if (hasRecoveryDays()) {
            one.put("average_precision_unlabelled", figures.mean(new DayRange(changed, known().minusDays(1))));
            one.put("average_precision_recovered", figures.mean(recovery()));
        }
        one.put("renewals", figures.renewals());
        one.put("refusals", figures.refusals());
        one.put("by_day", List.copyOf(figures.byDay().values()));
        return one;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s, the world changes on %s, all labels of that day are known on %s, %d days of labels a training%n",
                days,
                changed,
                known(),
                window));
        text.append(String.format("%-18s %-8s %8s %8s%n", "average precision", "champion", "all days", "recovered"));
        worlds.forEach((drift, champions) -> {
            champions.forEach((champion, figures) -> text.append(String.format(
                    Locale.ROOT,
                    "%-18s %-8s %8.3f %8s  %d renewals, %d refusals%n",
                    drift.label(),
                    champion.label(),
                    figures.mean(days),
                    hasRecoveryDays() ? format(figures.mean(recovery())) : "-",
                    figures.renewals(),
                    figures.refusals())));
            Map<String, Object> figures = json(drift);
            Function<String, String> figure = name -> figures.get(name) instanceof Double value ? format(value) : "-";
            text.append(String.format(
                    "%-18s loss %s, recovered share %s, worst week of daily against frozen %s%n",
                    drift.label(),
                    figure.apply("loss"),
                    figure.apply("recovered_share"),
                    figure.apply("daily_minus_frozen_worst_week")));
        });
        return text.toString().stripTrailing();
    }

    private static String format(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
