package io.trivium.fin.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureVectorTest {

    @Test
    void theFirstFifteenAreTheHandbooks() {
        assertEquals(HandbookFeatures.NAMES, FeatureSet.NAMES.subList(0, HandbookFeatures.COUNT));
        assertEquals(FeatureSet.COUNT, FeatureSet.NAMES.stream().distinct().count());
    }

    @Test
    void theJsonFormLeavesOutWhatIsUnknownAndReadsBackEqual() {
        double[] values = FeatureSet.unknown();
        values[HandbookFeatures.TX_AMOUNT] = 12.5;
        values[Feature.TERMINAL_RUN_DAYS.index()] = 9;
        FeatureVector vector = FeatureVector.of(values);
        Map<String, Double> json = vector.byName();
        assertEquals(HandbookFeatures.COUNT + 1, json.size());
        assertEquals(9, json.get("TERMINAL_RUN_DAYS"));
        assertFalse(json.containsKey("CARD_PRESENT"));
        assertEquals(vector, FeatureVector.of(json));
        assertEquals(FeatureSet.NAMES, List.copyOf(vector.all().keySet()));
        assertEquals(-1, vector.all().get("CARD_PRESENT"));
    }

    @Test
    void aVectorOfTheOlderSetKnowsNothingOfTheOthers() {
        Map<String, Double> old = new LinkedHashMap<>();
        HandbookFeatures.NAMES.forEach(name -> old.put(name, 2.0));
        FeatureVector vector = FeatureVector.of(old);
        assertEquals(2, vector.get(Feature.TERMINAL_ID_RISK_30DAY_WINDOW));
        assertEquals(60, vector.get(Feature.TERMINAL_DAYS_SINCE_LAST_FRAUD));
        assertEquals(old, vector.byName());
    }

    @Test
    void refusesWhatIsMissingUnknownOrNotFinite() {
        Map<String, Double> some =
                new HashMap<>(FeatureVector.of(FeatureSet.unknown()).byName());
        some.put("SHOE_SIZE", 43.0);
        assertThrows(IllegalArgumentException.class, () -> FeatureVector.of(some));
        some.remove("SHOE_SIZE");
        some.remove("TX_AMOUNT");
        assertThrows(IllegalArgumentException.class, () -> FeatureVector.of(some));
        some.put("TX_AMOUNT", Double.NaN);
        assertThrows(IllegalArgumentException.class, () -> FeatureVector.of(some));
        assertThrows(IllegalArgumentException.class, () -> FeatureVector.of(new double[16]));
    }
}
