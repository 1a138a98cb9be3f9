package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveLabelTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** Written as {@code c-fraud@1}: source, label, hour. */
    private static LabelObservation observation(String text) {
        String[] parts = text.split("[-@]", -1);
        String source = parts[0].equals("c") ? "chargeback" : parts[0].equals("a") ? "analyst" : "replay";
        return new LabelObservation(parts[1], source, NOON.plusSeconds(3600L * Integer.parseInt(parts[2])));
    }

    @ParameterizedTest
    @CsvSource({
        "a-fraud@1,a-fraud@1",
        // repeated
        "a-fraud@1 a-fraud@1 a-fraud@2,a-fraud@2",
        // the analyst thought again
        "a-fraud@1 a-genuine@2,a-genuine@2",
        // a chargeback outweighs the analyst, earlier or later
        "a-genuine@5 c-fraud@1,c-fraud@1",
        "a-genuine@1 c-fraud@5,c-fraud@5",
        // a reversed chargeback leaves the word to the analyst
        "c-fraud@1 c-genuine@3 a-fraud@2,a-fraud@2",
        "c-fraud@1 c-genuine@3 a-genuine@2,a-genuine@2",
        "c-fraud@1 c-genuine@3,c-genuine@3",
        // late: observed before the label that arrived first
        "c-genuine@3 c-fraud@1,c-genuine@3",
        // reversed and raised again
        "c-fraud@1 c-genuine@2 c-fraud@4 a-genuine@9,c-fraud@4",
        // two labels of one source and time: the worse one
        "a-genuine@1 a-fraud@1,a-fraud@1",
        // other sources rank between the analyst and a chargeback that did not come
        "r-fraud@1 c-genuine@9,r-fraud@1",
        "r-fraud@9 a-genuine@1,a-genuine@1",
    })
    void oneLabelCountsInWhateverOrderTheyCome(String all, String expected) {
        List<LabelObservation> observations = new ArrayList<>(Arrays.stream(all.split(" ", -1))
                .map(EffectiveLabelTest::observation)
                .toList());
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            observations.add(observations.get(random.nextInt(observations.size())));
            Collections.shuffle(observations, random);
            assertEquals(
                    observation(expected), Objects.requireNonNull(EffectiveLabel.of(observations)), "seed " + seed);
        }
    }

    @Test
    void nothingSaidIsNoLabel() {
        assertNull(EffectiveLabel.of(List.of()));
    }

    @Test
    void sourcesStandSideBySide() {
        var bySource = EffectiveLabel.bySource(
                List.of(observation("c-fraud@1"), observation("a-genuine@2"), observation("a-fraud@1")));
        assertEquals("fraud", Objects.requireNonNull(bySource.get("chargeback")).label());
        assertEquals("genuine", Objects.requireNonNull(bySource.get("analyst")).label());
    }
}
