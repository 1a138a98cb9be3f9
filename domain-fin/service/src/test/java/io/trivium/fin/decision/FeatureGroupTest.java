package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.Feature;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeatureGroupTest {

    private static FeaturesComputed computed(double[] values) {
        var authorization = Samples.authorization("a-1", Instant.parse("2026-03-01T12:00:00Z"));
        return new FeaturesComputed(
                authorization,
                authorization.contentHash(),
                FeatureSet.VERSION,
                FeatureVector.of(values),
                EventSequence.NONE);
    }

    private static double[] busy() {
        double[] values = FeatureSet.unknown();
        for (int i = 0; i < values.length; i++) values[i] = 1000 + i;
        return values;
    }

    @Test
    void replacesTheAmountByWhatTheCardUsuallyPays() {
        double[] values = busy();
        values[Feature.TX_AMOUNT.index()] = 600;
        values[Feature.CUSTOMER_ID_NB_TX_30DAY_WINDOW.index()] = 3;
        // Two payments of 10 besides this one.
        values[Feature.CUSTOMER_ID_AVG_AMOUNT_30DAY_WINDOW.index()] = 620.0 / 3;
        FeaturesComputed occluded = FeatureGroup.AMOUNT.without(computed(values));
        assertEquals(10, occluded.features().get(Feature.TX_AMOUNT), 1e-9);
        assertEquals(0, occluded.features().get(Feature.CARD_AMOUNT_Z));
        assertEquals(
                busy()[Feature.TERMINAL_FRAUDS_14D.index()], occluded.features().get(Feature.TERMINAL_FRAUDS_14D));
    }

    @Test
    void twoGroupsNeverShareAFeatureSoThatNothingIsToldTwice() {
        Set<Feature> seen = new HashSet<>();
        FeaturesComputed whole = computed(busy());
        for (FeatureGroup group : FeatureGroup.values()) {
            FeaturesComputed occluded = group.without(whole);
            for (Feature feature : Feature.values()) {
                if (occluded.features().get(feature) != whole.features().get(feature)) {
                    assertEquals(true, seen.add(feature), group + " and another group change " + feature);
                }
            }
            if (group != FeatureGroup.RECENT_PAYMENTS) assertNotEquals(whole, occluded, group + " changes nothing");
        }
    }

    @Test
    void aGroupOfWhichNothingIsKnownIsNotAskedAbout() {
        FeaturesComputed unknown = computed(FeatureSet.unknown());
        assertEquals(unknown, FeatureGroup.DEVICE.without(unknown));
        assertEquals(unknown, FeatureGroup.TERMINAL_FRAUD.without(unknown));
    }
}
