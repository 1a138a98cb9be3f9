package io.trivium.deploy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SabotageKindsTest {
    private static final List<String> KINDS = List.of("lost", "twice", "late");

    @Test
    void namedOnesComeInTheOrderOfTheirNamesAndOnce() {
        assertEquals(List.of("late", "lost"), SabotageKinds.parse(List.of("late", "lost", "late"), KINDS));
    }

    @Test
    void allStandsForEveryOne() {
        assertEquals(KINDS, SabotageKinds.parse(List.of("all"), KINDS));
        assertEquals(List.of("late", "lost", "twice"), SabotageKinds.parse(List.of("late", "all"), KINDS));
    }

    @Test
    void anUnknownOneIsWrongUsage() {
        LauncherException refused =
                assertThrows(LauncherException.class, () -> SabotageKinds.parse(List.of("early"), KINDS));
        assertEquals(ExitCode.USAGE, refused.exitCode());
    }
}
