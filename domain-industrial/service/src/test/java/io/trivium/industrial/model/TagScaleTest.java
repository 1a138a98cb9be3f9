package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.ModelReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class TagScaleTest {
    @Test
    void findsTheRegimesThatTagsFollow() {
        OperatingRegimes six = OperatingRegimes.of(Fleet.lives(20, 6, 1));
        assertEquals(6, six.count());
        assertEquals(six.of(new double[] {10.02, 0.201}), six.of(new double[] {9.98, 0.199}));
        assertNotEquals(six.of(new double[] {10, 0.2}), six.of(new double[] {10, 0}));
    }

    @Test
    void settingsThatAreNoiseMakeNoRegimes() {
        assertEquals(1, OperatingRegimes.of(Fleet.lives(20, 1, 2)).count());
    }

    @Test
    void takesTheRegimeOffAndLeavesConstantTagsOut() {
        List<AssetHistory> lives = Fleet.lives(20, 6, 3);
        TagScale scale = TagScale.of(lives);
        assertArrayEquals(new int[] {0, 2, 3}, scale.kept());
        double[][] scaled = scale.apply(lives.getFirst());
        for (int t = 0; t < scaled.length / 2; t++) assertTrue(Math.abs(scaled[t][0]) < 6, "jumps with the regime");
        double late = scaled[scaled.length - 1][1];
        assertTrue(late > 2, "wear does not show: " + late);
    }

    @Test
    void putsTheTagThatWearsFirst() {
        List<AssetHistory> lives = Fleet.lives(20, 6, 4);
        LifeProfile profile = LifeProfile.of("toy", new ModelReference("toy:1"), lives, 125);
        assertEquals(1, profile.tags().columns()[0], "second of the kept tags");
        assertEquals(LifeTags.CHANNELS, profile.channels(lives.getFirst())[0].length);
    }

    @Test
    void aTagThatFailsAtAnyLevelTellsByItsChangeAlone() {
        double[][] first = new double[100][2];
        double[][] second = new double[100][2];
        for (int t = 0; t < 100; t++) {
            first[t] = new double[] {t / 25.0, 3 + t / 25.0};
            second[t] = new double[] {t / 25.0, -3 - t / 25.0};
        }
        LifeTags tags = LifeTags.of(List.of(first, second));
        assertArrayEquals(new int[] {0, 1}, tags.columns());
        assertFalse(tags.relative()[0]);
        assertTrue(tags.relative()[1]);
        assertEquals(99 / 25.0 - 7 / 25.0, tags.of(first)[99][1], 1e-9);
        assertEquals(99 / 25.0, tags.of(first)[99][0], 1e-9);
    }

    @Test
    void refusesAnAssetOfAnotherType() {
        TagScale scale = TagScale.of(Fleet.lives(5, 1, 5));
        AssetHistory other = new AssetHistory("other", new double[][] {{0, 0}}, new double[][] {{1, 2}});
        assertThrows(IllegalArgumentException.class, () -> scale.apply(other));
    }
}
