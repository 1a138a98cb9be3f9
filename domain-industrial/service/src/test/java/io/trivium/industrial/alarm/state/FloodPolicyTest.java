package io.trivium.industrial.alarm.state;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FloodPolicyTest {

    @Test
    void beginsWithTheEleventhAlarmAndEndsBelowFive() {
        assertFalse(FloodPolicy.isFlood(false, 10));
        assertTrue(FloodPolicy.isFlood(false, 11));
        assertTrue(FloodPolicy.isFlood(true, 5));
        assertFalse(FloodPolicy.isFlood(true, 4));
    }
}
