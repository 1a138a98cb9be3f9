package io.trivium.fin.drift;

import io.trivium.fin.replay.DayRange;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The results of a champion by day.
 *
 * @param byDay average precision of each day's authorizations, scored by that day's champion
 * @param renewals how often a challenger took its place
 * @param refusals how often one was no better
 */
public record ChampionFigures(SortedMap<LocalDate, Double> byDay, int renewals, int refusals) {

    public ChampionFigures {
        byDay = Collections.unmodifiableSortedMap(new TreeMap<>(byDay));
    }

    /** Mean over days; not a number when it has none of them. */
    public double mean(DayRange days) {
        return byDay.subMap(days.first(), days.last().plusDays(1)).values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /** Least mean difference to another champion over seven days in a row. */
    public double worstWeekAgainst(ChampionFigures other) {
        double worst = Double.POSITIVE_INFINITY;
        for (LocalDate first = byDay.firstKey();
                !first.plusDays(6).isAfter(byDay.lastKey());
                first = first.plusDays(1)) {
            DayRange week = new DayRange(first, first.plusDays(6));
            worst = Math.min(worst, mean(week) - other.mean(week));
        }
        return worst;
    }
}
