package io.trivium.industrial.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.model.ModelReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the conversion of the network's answer. */
class CycleProfileTest {
    private static final List<String> TAGS = List.of("a", "b", "c", "d", "e");

    private static CycleProfile profile(double temperature, double learned, double usual) {
        return new CycleProfile(
                "press",
                new ModelReference("industrial-cycle-defect-press:1"),
                TAGS,
                200,
                List.of(new CycleProfile.Defect("crack", "C"), new CycleProfile.Defect("burr", "B")),
                temperature,
                learned,
                usual);
    }

    @Test
    void unusedClassesAreLeftOutAndTheRestSumsToOne() {
        double[] probabilities = profile(2, 0.5, 0.5).probabilities(new float[] {0.5f, 0.3f, 0.1f, 0.1f, 0, 0, 0, 0});
        assertEquals(3, probabilities.length);
        assertEquals(1, Arrays.stream(probabilities).sum(), 1e-12);
    }

    @Test
    void whereGoodCyclesAreCommonADefectNeedsMoreToBeTold() {
        float[] answer = {0.5f, 0.5f, 0, 0, 0, 0, 0, 0};
        assertEquals(0.5, profile(1, 0.5, 0.5).probabilities(answer)[0], 1e-9);
        assertEquals(0.9, profile(1, 0.5, 0.9).probabilities(answer)[0], 1e-9);
        assertEquals(0.99, profile(1, 0.5, 0.99).probabilities(answer)[0], 1e-9);
    }

    @Test
    void isReadAsItWasWritten(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("1.cycles.json");
        profile(1.25, 0.5, 0.9).write(file);
        assertEquals(profile(1.25, 0.5, 0.9), CycleProfile.read(file));
        assertEquals("crack", profile(1, 0.5, 0.9).name(1));
        assertEquals("good", profile(1, 0.5, 0.9).name(0));
    }

    @Test
    void sharesOfNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> profile(1, 0.5, 1));
        assertThrows(IllegalArgumentException.class, () -> profile(0, 0.5, 0.9));
    }
}
