package io.trivium.industrial.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadingCodecTest {
    private static final TenantId PLANT = new TenantId("demo-plant");

    private static ReadingBatch random(long seed) {
        Random random = new Random(seed);
        ReadingBatch.Builder batch = ReadingBatch.of(PLANT, "Plant/Edge" + random.nextInt(9));
        int size = random.nextInt(500);
        ReadingQuality[] qualities = ReadingQuality.values();
        for (int i = 0; i < size; i++) {
            batch.add(
                    new Series("Plant/Edge/P" + random.nextInt(5), "Tämp " + random.nextInt(20)),
                    random.nextLong(4_102_444_800_000_000L),
                    random.nextBoolean() ? random.nextGaussian() * 1e6 : random.nextInt(),
                    qualities[random.nextInt(qualities.length)]);
        }
        return batch.build();
    }

    private static void assertSame(ReadingBatch expected, ReadingBatch actual, long seed) {
        String message = "seed " + seed;
        assertEquals(expected.tenant(), actual.tenant(), message);
        assertEquals(expected.key(), actual.key(), message);
        assertEquals(expected.series(), actual.series(), message);
        assertEquals(expected.size(), actual.size(), message);
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.seriesOf(i), actual.seriesOf(i), message);
            assertEquals(expected.at(i), actual.at(i), message);
            assertEquals(expected.value(i), actual.value(i), message);
            assertEquals(expected.quality(i), actual.quality(i), message);
        }
    }

    @Test
    void readsWhatItWrote() {
        for (long seed = 0; seed < 200; seed++) {
            ReadingBatch batch = random(seed);
            assertSame(batch, ReadingCodec.decode(ReadingCodec.encode(batch)), seed);
        }
    }

    @Test
    void refusesWhatIsCutOrAltered() {
        for (long seed = 0; seed < 50; seed++) {
            byte[] bytes = ReadingCodec.encode(random(seed));
            for (int length = 0; length < Math.min(bytes.length, 200); length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThrows(IllegalArgumentException.class, () -> ReadingCodec.decode(cut), "seed " + seed);
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThrows(IllegalArgumentException.class, () -> ReadingCodec.decode(longer), "seed " + seed);
            Random random = new Random(seed);
            for (int i = 0; i < 200; i++) {
                byte[] altered = bytes.clone();
                altered[random.nextInt(altered.length)] = (byte) random.nextInt();
                try {
                    ReadingCodec.decode(altered);
                } catch (IllegalArgumentException e) {
                    assertTrue(e.getMessage() != null, "seed " + seed);
                }
            }
        }
    }

    @Test
    void takesFewBytesForAReading() {
        ReadingBatch.Builder batch = ReadingBatch.of(PLANT, "Plant/Edge1");
        for (int i = 0; i < 10_000; i++) {
            batch.add(
                    new Series("Plant/Edge1/P" + i % 10, "vibration"),
                    1_790_000_000_000_000L + i * 1_000L,
                    i,
                    ReadingQuality.GOOD);
        }
        double perReading = ReadingCodec.encode(batch.build()).length / 10_000.0;
        assertTrue(perReading < 13, () -> perReading + " bytes a reading");
    }

    @Test
    void takesNoValueThatIsNoNumber() {
        ReadingBatch.Builder batch = ReadingBatch.of(PLANT, "key");
        Series series = new Series("s", "t");
        assertThrows(IllegalArgumentException.class, () -> batch.add(series, 0, Double.NaN, ReadingQuality.GOOD));
    }
}
