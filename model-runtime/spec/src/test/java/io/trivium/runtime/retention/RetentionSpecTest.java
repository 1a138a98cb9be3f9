package io.trivium.runtime.retention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionSpecTest {
    private static final String SPEC = """
            task: toy-history
            inputs:
              - {name: event, dtype: float32, shape: [-1, 3], columns: [AMOUNT, GAP, KIND]}
              - {name: elapsed, dtype: float32, shape: [-1, 1], unit: s}
              - {name: state, dtype: float32, shape: [-1, 2048]}
            outputs:
              - {name: token, dtype: float32, shape: [-1, 64]}
              - {name: next_state, dtype: float32, shape: [-1, 2048]}
            head: none
            latencyClass: interactive
            network:
              kind: retention
              tokenizers:
                - {kind: tabular, input: event, signedLog: [AMOUNT, GAP]}
            """;

    private static RetentionSpec parse(String yaml) {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        return RetentionSpec.parse(bytes, ModelSpec.parse(bytes));
    }

    private static String faults(String yaml) {
        return String.join(
                "; ",
                assertThrows(InvalidPackException.class, () -> parse(yaml)).faults());
    }

    @Test
    void readsSizesAndHalfLives() {
        RetentionSpec usual = parse(SPEC);
        assertEquals(8_192, Float.BYTES * usual.stateSize());
        assertEquals(RetentionSpec.MOST_STATE_BYTES, Float.BYTES * usual.stateSize());
        assertEquals(List.of(3_600L, 86_400L, 2_592_000L, 31_536_000L), usual.halfLives());
        assertEquals(-Math.log(2) / 86_400, usual.rates()[1], 1e-12);
        RetentionSpec other = parse(SPEC.replace("2048", "64")
                .replace("-1, 64]}\n  - {name: next", "-1, 8]}\n  - {name: next")
                .replace("kind: retention", "kind: retention\n  width: 8\n  size: 4\n  halfLifeSeconds: [60, 600]"));
        assertEquals(new TokenizerSpec.Tabular("event", other.event().columns()), other.event());
        assertEquals(64, other.stateSize());
        assertEquals(8, other.width());
        assertArrayEquals(new long[] {4 * 2 * 4, 8}, other.shapes().get(RetentionSpec.qkvg(1)));
        assertArrayEquals(new long[] {2}, other.shapes().get(RetentionSpec.gateBias(0)));
    }

    @Test
    void refusesAStateAboveEightKibibytes() {
        assertTrue(
                faults(SPEC.replace("kind: retention", "kind: retention\n  layers: 3"))
                        .contains("the state of a history is 12288 bytes, more than 8192"),
                () -> faults(SPEC.replace("kind: retention", "kind: retention\n  layers: 3")));
    }

    @Test
    void refusesTensorsOfOtherNamesAndSizes() {
        String found = faults(SPEC.replace("name: elapsed", "name: gap")
                .replace("next_state, dtype: float32, shape: [-1, 2048]", "next_state, dtype: float32, shape: [-1, 4]")
                .replace("head: none", "head: binary"));
        for (String part : List.of(
                "head of the network retention must be none",
                "inputs must hold elapsed, float32 [-1, 1]",
                "network.tokenizers leave out the input gap",
                "outputs must hold next_state, float32 [-1, 2048]")) {
            assertTrue(found.contains(part), found);
        }
        assertTrue(
                faults(SPEC.replace("kind: tabular", "kind: series-patch")).contains("one, of the kind tabular"),
                () -> faults(SPEC.replace("kind: tabular", "kind: series-patch")));
    }
}
