package io.trivium.runtime.learning.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.learning.similarity.NearDuplicates.Offer;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
    private static final int WIDTH = 12;
    private static final int TEST = 1;
    private static final int TRAIN = 3;

    /** Half of the numbers are zero for most rows, as in features of rare events. */
    private static float[] row(Random random) {
        float[] row = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            row[i] = i % 2 == 0
                    ? (float) (100 * random.nextGaussian())
                    : random.nextInt(10) == 0 ? random.nextInt(5) : 0;
        }
        return row;
    }

    private static float[] nearly(float[] row, Random random) {
        float[] other = row.clone();
        for (int i = 0; i < WIDTH; i += 2) other[i] += (float) (0.3 * (random.nextDouble() - 0.5));
        return other;
    }

    private static NearDuplicates background(int rows, long seed) {
        NearDuplicates duplicates = new NearDuplicates();
        Random random = new Random(seed);
        for (int i = 0; i < rows; i++) duplicates.add(new Offer(i, (long) (i / 3), TRAIN, i), row(random));
        return duplicates;
    }

    @Test
    void ofTwoAboutOneSubjectTheLaterOneIsSuperfluous() {
        Random random = new Random(2);
        NearDuplicates duplicates = background(2_000, 1);
        float[] row = row(random);
        duplicates.add(new Offer(10_000, 77_000L, TRAIN, 50), row);
        duplicates.add(new Offer(10_001, 77_000L, TRAIN, 40), nearly(row, random));
        assertEquals(Set.of(10_000L), duplicates.superfluous());
    }

    @Test
    void twoOfDifferentSubjectsOnOneSideBothStay() {
        Random random = new Random(2);
        NearDuplicates duplicates = background(2_000, 1);
        float[] row = row(random);
        duplicates.add(new Offer(10_000, 77_000L, TRAIN, 50), row);
        duplicates.add(new Offer(10_001, 77_001L, TRAIN, 40), nearly(row, random));
        duplicates.add(new Offer(10_002, null, TRAIN, 40), nearly(row, random));
        assertEquals(Set.of(), duplicates.superfluous());
    }

    @Test
    void betweenPartsWhatIsTestedStaysWhoeverItIsAbout() {
        Random random = new Random(2);
        NearDuplicates duplicates = background(2_000, 1);
        float[] row = row(random);
        duplicates.add(new Offer(10_000, 77_000L, TRAIN, 10), row);
        duplicates.add(new Offer(10_001, 77_001L, TEST, 90), nearly(row, random));
        assertEquals(Set.of(10_000L), duplicates.superfluous());
    }

    @Test
    void whatDiffersInOneNumberAloneIsNotTheSame() {
        Random random = new Random(2);
        NearDuplicates duplicates = background(2_000, 1);
        float[] row = row(random);
        float[] graded = row.clone();
        graded[4] += 3;
        float[] counted = row.clone();
        counted[5] += 1;
        duplicates.add(new Offer(10_000, 77_000L, TRAIN, 10), row);
        duplicates.add(new Offer(10_001, 77_000L, TRAIN, 20), graded);
        duplicates.add(new Offer(10_002, 77_000L, TRAIN, 30), counted);
        assertEquals(Set.of(), duplicates.superfluous());
    }

    @Test
    void fewNumbersAreNeverNearlyTheSame() {
        NearDuplicates duplicates = new NearDuplicates();
        Random random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            duplicates.add(
                    new Offer(i, null, TRAIN, i),
                    new float[] {(float) random.nextGaussian(), (float) random.nextGaussian(), random.nextFloat()});
        }
        assertEquals(Set.of(), duplicates.superfluous());
    }

    @Test
    void findsEveryPlantedOneOfAHundredThousandInBoundedMemory() {
        int rows = 100_000;
        NearDuplicates duplicates = new NearDuplicates();
        Random random = new Random(9);
        Set<Long> planted = new TreeSet<>();
        long before = used();
        for (int i = 0; i < rows; i++) {
            float[] row = row(random);
            boolean isTested = i % 7 == 0;
            duplicates.add(new Offer(i, (long) i, isTested ? TEST : TRAIN, i), row);
            if (i % 100 == 0) {
                // the training copy of a test example is removed, the later copy about the same subject as well
                long key = (long) rows + i;
                duplicates.add(new Offer(key, isTested ? null : Long.valueOf(i), TRAIN, key), nearly(row, random));
                planted.add(key);
            }
        }
        long held = used() - before;
        assertEquals(planted, new TreeSet<>(duplicates.superfluous()));
        long bytesEach = held / rows;
        assertTrue(bytesEach < 3 * (2 * WIDTH + 50), () -> bytesEach + " bytes for each example");
    }

    @SuppressWarnings("SystemGC") // only remaining examples are measured
    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
