package io.trivium.fin.review;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ReviewedAlertsTest {

    @Test
    void labelsOfOneClassGiveNoPrecision() {
        ReviewedAlerts frauds = ReviewedAlerts.of(53, 19, 0, 0);
        assertNull(frauds.precision());
        assertNull(frauds.low());
        assertEquals(34, frauds.unknown());
        assertNull(ReviewedAlerts.of(10, 0, 4, 0).precision());
        assertNull(ReviewedAlerts.of(0, 0, 0, 0).precision());
    }

    @Test
    void reviewedAndMaturedAlertsCount() {
        ReviewedAlerts alerts = ReviewedAlerts.of(100, 20, 10, 10);
        assertEquals(0.5, alerts.precision());
        assertEquals(60, alerts.unknown());
        // Wilson's interval of 20 in 40.
        assertEquals(0.3520, alerts.low(), 5e-5);
        assertEquals(0.6480, alerts.high(), 5e-5);
    }

    @Test
    void theIntervalHoldsTheShareAndStaysInRange() {
        Random random = new Random(27);
        for (int i = 0; i < 1_000; i++) {
            long confirmed = 1L + random.nextInt(50);
            long cleared = 1L + random.nextInt(50);
            ReviewedAlerts alerts = ReviewedAlerts.of(random.nextInt(200), confirmed, cleared, random.nextInt(3));
            assertTrue(0 <= alerts.low() && alerts.low() <= alerts.precision(), alerts::toString);
            assertTrue(alerts.precision() <= alerts.high() && alerts.high() <= 1, alerts::toString);
            assertTrue(alerts.unknown() >= 0, alerts::toString);
        }
    }
}
