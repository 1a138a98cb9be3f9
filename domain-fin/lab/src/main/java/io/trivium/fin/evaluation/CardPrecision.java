package io.trivium.fin.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Card precision at k: what investigators see who can call k cards a day.
 *
 * <p>A day's cards are ranked by their highest score, and the precision is the share of compromised cards among the
 * first k. Compromised cards that were called leave the following days. The result is the mean over days, so with fewer
 * than k compromised cards a day even a perfect scorer stays below 1. (Fraud Detection Handbook, chapter 4.)
 */
public final class CardPrecision {
    private CardPrecision() {}

    /** One scored authorization. */
    public record Row(long day, String card, boolean fraud, float score) {}

    private static final class CardDay {
        private float score = Float.NEGATIVE_INFINITY;
        private boolean compromised;
    }

    /**
     * The mean over days of the share of compromised cards among the first k.
     *
     * @throws IllegalArgumentException when there are no rows
     */
    public static double at(int k, List<Row> rows) {
        TreeMap<Long, Map<String, CardDay>> days = new TreeMap<>();
        for (Row row : rows) {
            CardDay card = days.computeIfAbsent(row.day, ignored -> new HashMap<>())
                    .computeIfAbsent(row.card, ignored -> new CardDay());
            card.score = Math.max(card.score, row.score);
            card.compromised |= row.fraud;
        }
        if (days.isEmpty()) throw new IllegalArgumentException("no rows");
        Set<String> called = new HashSet<>();
        double sum = 0;
        for (Map<String, CardDay> cards : days.values()) {
            List<Map.Entry<String, CardDay>> ranking = new ArrayList<>(cards.entrySet());
            ranking.removeIf(card -> called.contains(card.getKey()));
            ranking.sort(Comparator.comparingDouble((Map.Entry<String, CardDay> card) -> -card.getValue().score)
                    .thenComparing(Map.Entry::getKey));
            List<String> hits = ranking.stream()
                    .limit(k)
                    .filter(card -> card.getValue().compromised)
                    .map(Map.Entry::getKey)
                    .toList();
            called.addAll(hits);
            sum += (double) hits.size() / k;
        }
        return sum / days.size();
    }

    /** Returns the value that a perfect scorer reaches on the same rows. */
    public static double ceiling(int k, List<Row> rows) {
        return at(
                k,
                rows.stream()
                        .map(row -> new Row(row.day, row.card, row.fraud, row.fraud ? 1 : 0))
                        .toList());
    }
}
