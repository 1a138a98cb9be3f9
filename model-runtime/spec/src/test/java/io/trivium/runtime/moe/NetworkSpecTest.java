package io.trivium.runtime.moe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkSpecTest {
    private static final String SPEC = """
            task: toy
            inputs:
              - {name: events, dtype: float32, shape: [-1, 8, 3], columns: [PRESENT, AGE, AMOUNT]}
              - {name: features, dtype: float32, shape: [-1, 2], columns: [AMOUNT, MEAN]}
            outputs:
              - {name: score, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: interactive
            network:
              kind: moe
              preset: nano
              groups: {general: 8, fin: 16}
              group: fin
              tokenizers:
                - {kind: event-sequence, input: events, signedLog: [AMOUNT], piecewise: {bins: 16, embedding: 4}}
                - kind: tabular
                  input: features
                  derived:
                    - logRatio: [AMOUNT, MEAN]
                  signedLog: true
                  standardise: false
                  piecewise: {bins: 1024}
            """;

    private static byte[] bytes(String yaml) {
        return yaml.getBytes(StandardCharsets.UTF_8);
    }

    private static NetworkSpec parse(String yaml) {
        return NetworkSpec.parse(bytes(yaml), ModelSpec.parse(bytes(yaml)));
    }

    @Test
    void refusesALinearAnswerThatIsNoRegressionOfColumns() {
        InvalidPackException refused = assertThrows(
                InvalidPackException.class, () -> parse(SPEC + "  linear: {input: events, ridge: 0, slope: 1}\n"));
        String faults = String.join("; ", refused.faults());
        for (String part : List.of(
                "linear.input is no input of the shape",
                "linear.ridge is not a number between",
                "linear.slope",
                "network.linear needs the head regression")) {
            assertTrue(faults.contains(part), faults);
        }
    }

    @Test
    void refusesTreesOfOtherInputsOrInAdditionToALinearAnswer() {
        String trees = "  trees: {input: events, parts: 1, served: 17, depth: 9}\n  linear: {input: events}\n";
        InvalidPackException refused = assertThrows(InvalidPackException.class, () -> parse(SPEC + trees));
        String faults = String.join("; ", refused.faults());
        for (String part : List.of(
                "trees.input is no input of the shape",
                "trees.parts",
                "trees.served",
                "trees.depth",
                "network.trees cannot be there next to linear")) {
            assertTrue(faults.contains(part), faults);
        }
    }

    @Test
    void readsTreesWithWhatIsUsualForTheHead() {
        BaseAnswer usual = parse(SPEC + "  trees: {input: features}\n").base().orElseThrow();
        assertEquals(new BaseAnswer.Trees("features", 4, 0, 150, 5, 0.1, 1, 0.8, 0.6, 256), usual);
        BaseAnswer own = parse(SPEC + "  trees: {input: features, leastCurvature: 0.3, rowShare: 1, bins: 4096}\n")
                .base()
                .orElseThrow();
        assertEquals(new BaseAnswer.Trees("features", 4, 0, 150, 5, 0.1, 0.3, 1, 0.6, 4096), own);
    }

    @Test
    void takesSizesFromThePresetAndTokenizersInOrder() {
        NetworkSpec spec = parse(SPEC);
        MoeTopology topology = spec.topology();
        assertEquals(64, topology.width());
        assertEquals(6, topology.layers());
        assertEquals(24, topology.experts());
        assertEquals(2, topology.topGroups());
        assertEquals(Optional.of("fin"), spec.group());
        assertEquals(NetworkSpec.Readout.LAST, spec.readout());
        assertEquals(9, spec.tokens());

        var events = (TokenizerSpec.EventSequence) spec.tokenizers().get(0);
        assertEquals(2, events.columns().all());
        assertArrayEquals(new boolean[] {false, true}, events.columns().signedLog());
        assertTrue(events.columns().standardise());
        var table = (TokenizerSpec.Tabular) spec.tokenizers().get(1);
        assertEquals(List.of(new TokenizerSpec.LogRatio(0, 1)), table.columns().derived());
        assertArrayEquals(new boolean[] {true, true, false}, table.columns().signedLog());
        assertFalse(table.columns().standardise());
        assertEquals(1_024, table.columns().bins());
        assertEquals(8, table.columns().embedding());
        assertTrue(NetworkSpec.isIn(bytes(SPEC)));
        assertFalse(NetworkSpec.isIn(bytes(SPEC.replace("kind: moe", "kind: dense"))));
    }

    @Test
    void letsAKeyOrAnotherPresetOverrideASize() {
        assertEquals(
                32, parse(SPEC.replace("preset: nano", "width: 32")).topology().width());
        byte[] yaml = bytes(SPEC);
        NetworkSpec small = NetworkSpec.parse(yaml, ModelSpec.parse(yaml), Optional.of(NetworkSpec.Preset.SMALL));
        assertEquals(256, small.topology().width());
    }

    @Test
    void readsSeriesAndVolumes() {
        String yaml = """
                task: toy
                inputs:
                  - {name: series, dtype: float32, shape: [-1, 64, 3]}
                  - {name: voxels, dtype: float32, shape: [-1, 1, 16, 32, 32]}
                outputs: [{name: score, dtype: float32, shape: [-1, 1]}]
                head: binary
                latencyClass: bulk
                network:
                  kind: moe
                  width: 16
                  groups: {general: 8}
                  readout: mean
                  tokenizers:
                    - {kind: series-patch, input: series, patch: 16}
                    - {kind: volume-3d, input: voxels, stem: [4, 8], patch: 4}
                """;
        NetworkSpec spec = parse(yaml);
        assertEquals(
                List.of(4, 4),
                spec.tokenizers().stream().map(TokenizerSpec::tokens).toList());
        Map<String, long[]> shapes = ParameterNames.shapes(spec, ModelSpec.parse(bytes(yaml)));
        assertArrayEquals(new long[] {16, 48}, shapes.get("tokenizers.0.patch.weight"));
        assertArrayEquals(new long[] {8, 4, 3, 3, 3}, shapes.get("tokenizers.1.stem.1.weight"));
        assertArrayEquals(new long[] {16, 8, 4, 4, 4}, shapes.get("tokenizers.1.patch.weight"));
    }

    @Test
    void namesEveryFault() {
        String wrong = SPEC.replace("preset: nano", "preset: huge\n  widht: 3")
                .replace("group: fin", "group: med")
                .replace("[AMOUNT, MEAN]\n      signedLog", "[AMOUNT, MEEN]\n      signedLog")
                .replace("input: events, signedLog: [AMOUNT]", "input: events, signedLog: [PRESENT]")
                .replace("bins: 1024", "bins: 1");
        InvalidPackException e = assertThrows(InvalidPackException.class, () -> parse(wrong));
        String all = String.join("\n", e.faults());
        assertEquals(6, e.faults().size(), all);
        for (String part : List.of("huge", "widht is not a known field", "med", "MEEN", "PRESENT", "bins")) {
            assertTrue(all.contains(part), () -> part + " in " + all);
        }
    }

    @Test
    void refusesSizesThatDoNotGoTogether() {
        for (String key : List.of("width: 30", "topK: 40", "topGroups: 3")) {
            assertThrows(InvalidPackException.class, () -> parse(SPEC.replace("preset: nano", key)), key);
        }
        assertThrows(
                InvalidPackException.class,
                () -> parse(SPEC.replace("groups: {general: 8, fin: 16}", "readout: last")));
        assertThrows(InvalidPackException.class, () -> parse(SPEC.replace("input: features", "input: events")));
    }

    @Test
    void holdsAWeightFileAgainstTheNetwork() {
        NetworkSpec spec = parse(SPEC);
        ModelSpec model = ModelSpec.parse(bytes(SPEC));
        Parameters parameters = new Parameters();
        ParameterNames.shapes(spec, model).forEach((name, shape) -> {
            long size = 1;
            for (long dimension : shape) size *= dimension;
            parameters.put(name, shape, new float[(int) size]);
        });
        ParameterNames.require(parameters, spec, model);
        parameters.get("layers.0.router.weight")[3] = Float.NaN;
        parameters.put("final_norm.weight", new long[] {1}, new float[1]).put("stray", new long[] {1}, new float[1]);
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> ParameterNames.require(parameters, spec, model))
                        .getMessage());
        for (String part : List.of("layers.0.router.weight holds NaN", "final_norm.weight has the shape", "stray")) {
            assertTrue(message.contains(part), message);
        }
    }
}
