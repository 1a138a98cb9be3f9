package io.trivium.fin.tool.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.drift.Champion;
import io.trivium.fin.drift.ChampionFigures;
import io.trivium.fin.drift.Drift;
import io.trivium.fin.replay.DayRange;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // what a report lacks fails the test
class DriftReportTest {
    private static final LocalDate FIRST = LocalDate.parse("2018-07-18");
    private static final DayRange DAYS = new DayRange(FIRST, FIRST.plusDays(27));
    /** The change; its labels are known on the 15th day, so the 18th is the first of recovery. */
    private static final LocalDate CHANGED = FIRST.plusDays(7);

    private static ChampionFigures figures(double before, double changed, double recovered) {
        TreeMap<LocalDate, Double> byDay = new TreeMap<>();
        List<LocalDate> days = DAYS.days();
        for (int i = 0; i < days.size(); i++) byDay.put(days.get(i), i < 7 ? before : i < 18 ? changed : recovered);
        return new ChampionFigures(byDay, 3, 1);
    }

    private static DriftReport report() {
        Map<Champion, ChampionFigures> still = new EnumMap<>(Champion.class);
        for (Champion champion : Champion.values()) still.put(champion, figures(0.7, 0.7, 0.7));
        Map<Champion, ChampionFigures> changed = new EnumMap<>(still);
        changed.put(Champion.FROZEN, figures(0.7, 0.5, 0.5));
        changed.put(Champion.WEEKLY, figures(0.7, 0.5, 0.6));
        changed.put(Champion.DAILY, figures(0.7, 0.5, 0.66));
        Map<Drift, Map<Champion, ChampionFigures>> worlds = new EnumMap<>(Drift.class);
        worlds.put(Drift.NONE, still);
        worlds.put(Drift.NEW_FRAUD, changed);
        return new DriftReport(DAYS, CHANGED, 7, 1, worlds);
    }

    @Test
    @SuppressWarnings("unchecked")
    void lossAndRecoveryAreThoseOfTheDaysOfRecovery() {
        Map<String, Object> json = report().json();
        assertEquals("2018-08-02", json.get("labels_of_change_known"));
        Map<String, Object> drift = ((List<Map<String, Object>>) json.get("drifts")).get(1);
        assertEquals("new-fraud", drift.get("drift"));
        assertEquals(0.2, (double) drift.get("loss"), 1e-9);
        assertEquals(0.8, (double) drift.get("recovered_share"), 1e-9);
        assertEquals(0.16, (double) drift.get("daily_minus_frozen_recovered"), 1e-9);
        assertEquals(0, (double) drift.get("daily_minus_frozen_worst_week"), 1e-9);
        Map<String, Object> still = ((List<Map<String, Object>>) json.get("drifts")).getFirst();
        assertFalse(still.containsKey("loss"));
    }

    @Test
    void saysWhatPeopleLookFor() {
        String text = report().text();
        assertTrue(text.contains("new-fraud"), text);
        assertTrue(text.contains("loss 0.200, recovered share 0.800"), text);
    }
}
