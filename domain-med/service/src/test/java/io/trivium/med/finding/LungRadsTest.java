package io.trivium.med.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.finding.LungRads.Category;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LungRadsTest {
    @ParameterizedTest
    @CsvSource({
        "SOLID, 5.9, false, 2, false",
        "SOLID, 5.96, false, 3, false",
        "SOLID, 7.9, false, 3, false",
        "SOLID, 8.0, false, 4A, false",
        "SOLID, 14.9, false, 4A, false",
        "SOLID, 15.0, false, 4B, false",
        "SOLID, 7.9, true, 4A, false",
        "SOLID, 8.0, true, 4B, false",
        "PART_SOLID, 5.9, false, 2, false",
        "PART_SOLID, 6.0, false, 3, true",
        "PART_SOLID, 5.0, true, 3, true",
        "GROUND_GLASS, 29.9, false, 2, false",
        "GROUND_GLASS, 29.9, true, 2, false",
        "GROUND_GLASS, 30.0, false, 3, false"
    })
    void followsTheTableOfVersion2022(
            NoduleType type, double meanDiameterMm, boolean growing, String category, boolean atLeast) {
        LungRads rads = LungRads.of(type, meanDiameterMm, growing);
        assertEquals(Category.of(category), rads.category());
        assertEquals(atLeast, rads.atLeast());
    }

    @Test
    void namesItsInputs() {
        assertEquals(
                "Lung-RADS v2022 4A: solid, mean diameter 8.3 mm, baseline",
                LungRads.of(NoduleType.SOLID, 8.31, false).text());
        assertEquals(
                "Lung-RADS v2022 3 or higher: part solid, mean diameter 9.0 mm, growing, solid component not measured",
                LungRads.of(NoduleType.PART_SOLID, 9, true).text());
    }

    @Test
    void growthIsMoreThanOneAndAHalfMillimetresWithinAYear() {
        assertTrue(LungRads.isGrowth(1.6, 180));
        assertFalse(LungRads.isGrowth(1.5, 180));
        assertFalse(LungRads.isGrowth(1.6, 400));
    }

    @Test
    void aMassIsLargerThanThirtyMillimetres() {
        assertEquals(new Extent.Nodule(new Extent.Size(30, 20, 1), 0.4), Extent.of(new Extent.Size(30, 20, 1), 0.4));
        assertEquals(new Extent.Mass(new Extent.Size(30.1, 20, 1)), Extent.of(new Extent.Size(30.1, 20, 1), 0.4));
    }
}
