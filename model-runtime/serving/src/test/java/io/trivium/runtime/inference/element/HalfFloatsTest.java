package io.trivium.runtime.inference.element;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfFloatsTest {
    @Test
    void roundsToTheNearestAndTiesToEven() {
        assertEquals((short) 0x3F80, HalfFloats.toBfloat16(1f));
        assertEquals(
                (short) 0x3F80, HalfFloats.toBfloat16(Float.intBitsToFloat(0x3F808000)), "a tie goes to the even one");
        assertEquals((short) 0x3F82, HalfFloats.toBfloat16(Float.intBitsToFloat(0x3F818000)));
        assertEquals((short) 0x3F81, HalfFloats.toBfloat16(Float.intBitsToFloat(0x3F808001)));
        assertEquals(Float.NEGATIVE_INFINITY, HalfFloats.ofBfloat16(HalfFloats.toBfloat16(-Float.MAX_VALUE)));
        assertTrue(Float.isNaN(HalfFloats.ofBfloat16(HalfFloats.toBfloat16(Float.NaN))));
    }

    @Test
    void staysWithinHalfAStep() {
        for (int seed = 0; seed < 1_000; seed++) {
            float value = (float) (new Random(seed).nextGaussian() * 1e3);
            float back = HalfFloats.ofBfloat16(HalfFloats.toBfloat16(value));
            assertEquals(value, back, Math.abs(value) / 256, "seed " + seed);
        }
    }
}
