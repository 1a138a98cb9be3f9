package io.trivium.runtime.lab.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.core.bench.BenchReport.Target;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoakMemoryTest {
    private static final long MIB = 1 << 20;

    private static Target target(List<Target> targets, String name) {
        return targets.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double value(List<Target> targets, String name) {
        Double value = target(targets, name).value();
        assertNotNull(value);
        return value;
    }

    private static SoakMemory leaking(long bytesPerRequest, int descriptorsPerSample) {
        SoakMemory memory = new SoakMemory(30_000);
        for (int i = 1; i <= 30; i++) {
            int request = 1_000 * i;
            // the first third fills caches and does not count
            long caches = Math.min(request, 10_000) * 4_096L;
            memory.add(new SoakMemory.Sample(
                    request,
                    50 * MIB + caches,
                    64 * MIB,
                    200 * MIB + caches + request * bytesPerRequest,
                    90 * MIB + caches + request * bytesPerRequest,
                    40 + descriptorsPerSample * i,
                    20,
                    1,
                    MIB));
        }
        return memory;
    }

    @Test
    void findsWhatLeaksWithEveryRequestAndHowFast() {
        List<Target> targets = leaking(2_097, 1).targets();
        assertEquals(0, value(targets, "soak-heap-growth"));
        assertEquals(0, value(targets, "soak-heap-slope"));
        assertEquals(20, value(targets, "soak-resident-slope"), 0.01);
        assertEquals(20, value(targets, "soak-native-slope"), 0.01);
        // 21 settled samples: the last ten are 11,000 requests after the first ten
        assertEquals(22, value(targets, "soak-resident-growth"), 0.01);
        assertEquals(11, value(targets, "soak-descriptors-growth"));
        assertEquals(false, target(targets, "soak-descriptors-growth").met());
    }

    @Test
    void isNotContentWithTheSizeOfAPageForEveryRequest() {
        List<Target> targets = leaking(4_096, 0).targets();
        assertEquals(false, target(targets, "soak-resident-growth").met());
        assertEquals(false, target(targets, "soak-native-growth").met());
    }

    @Test
    void isContentWithFlatMemory() {
        List<Target> targets = leaking(0, 0).targets();
        assertTrue(targets.stream().allMatch(each -> each.met() == null || each.met()), targets::toString);
        assertEquals(1, value(targets, "soak-loaded"));
    }

    @Test
    void takesASampleOfThisProcess() {
        SoakMemory memory = new SoakMemory(3);
        SoakMemory.Sample now = memory.sample(1, 2, 3 * MIB);
        assertTrue(now.heap() > 0 && now.resident() > MIB && now.descriptors() > 2, now::toString);
        assertThrows(IllegalStateException.class, memory::targets);
    }

    @Test
    void seesWhatIsAllocatedOutsideTheHeap() {
        long before = SoakMemory.NativeMemory.inUse();
        assumeTrue(before > 0, "the C library does not say");
        try (Arena arena = Arena.ofConfined()) {
            arena.allocate(64 * MIB);
            assertEquals(64, (SoakMemory.NativeMemory.inUse() - before) / (double) MIB, 8);
        }
        assertEquals(0, (SoakMemory.NativeMemory.inUse() - before) / (double) MIB, 8);
    }
}
