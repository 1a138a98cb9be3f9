package io.trivium.industrial.overview;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trivium.industrial.alarm.rule.AlarmPriority;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthPolicyTest {
    private final HealthPolicy policy = new HealthPolicy(50, 15, 0.8);

    private AssetHealth health(
            boolean silent,
            boolean learning,
            @Nullable AlarmPriority highest,
            @Nullable Double score,
            @Nullable Double lifeLower) {
        return policy.of(new HealthPolicy.Signs(silent, learning, highest, score, lifeLower));
    }

    @Test
    void theMostUrgentSignCounts() {
        assertEquals(AssetHealth.GOOD, health(false, false, null, 0.5, 80.0));
        assertEquals(AssetHealth.LEARNING, health(false, true, null, null, null));
        assertEquals(AssetHealth.WATCH, health(false, false, null, 0.8, null));
        assertEquals(AssetHealth.WATCH, health(false, true, AlarmPriority.MEDIUM, null, null));
        assertEquals(AssetHealth.SILENT, health(true, false, AlarmPriority.MEDIUM, 3.0, null));
        assertEquals(AssetHealth.PLAN, health(true, false, AlarmPriority.HIGH, null, null));
        assertEquals(AssetHealth.PLAN, health(false, false, null, null, 49.9));
        assertEquals(AssetHealth.ACT, health(false, false, AlarmPriority.LOW, null, 14.9));
        assertEquals(AssetHealth.ACT, health(false, false, AlarmPriority.CRITICAL, null, null));
    }
}
