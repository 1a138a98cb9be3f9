package io.trivium.deploy.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Map<FaultKind, List<String>> TARGETS = Map.of(
            FaultKind.KILL, List.of("kafka", "postgres", "domain-fin"),
            FaultKind.CUT, List.of("kafka"),
            FaultKind.SWIZZLE_CLOG, List.of("all"),
            FaultKind.POWER_CUT, List.of());

    private static List<Fault> first(long seed, int count) {
        return Stream.generate(new Schedule(seed, TARGETS)::next).limit(count).toList();
    }

    @Test
    void aSeedRepeatsIt() {
        assertEquals(first(7, 40), first(7, 40));
        assertNotEquals(first(7, 40), first(8, 40));
    }

    @Test
    void eachKindWithATargetComesOnceARoundAndEachTargetInTurn() {
        List<Fault> faults = first(7, 9);
        for (int round = 0; round < 3; round++) {
            Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
            faults.subList(3 * round, 3 * round + 3).forEach(fault -> kinds.add(fault.kind()));
            assertEquals(EnumSet.of(FaultKind.KILL, FaultKind.CUT, FaultKind.SWIZZLE_CLOG), kinds);
        }
        Set<String> killed = new HashSet<>();
        faults.stream().filter(fault -> fault.kind() == FaultKind.KILL).forEach(fault -> killed.add(fault.target()));
        assertEquals(Set.of("kafka", "postgres", "domain-fin"), killed);
    }

    @Test
    void lengthsAreThoseOfTheKind() {
        for (Fault fault : first(3, 300)) {
            assertTrue(fault.length().compareTo(fault.kind().shortest()) >= 0, fault::toString);
            assertTrue(fault.length().compareTo(fault.kind().longest()) <= 0, fault::toString);
        }
    }
}
