package io.trivium.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ModelSpecTest {
    private static final String PLAIN = """
            task: toy
            inputs:
              - {name: x, dtype: float32, shape: [-1, 2], columns: [a, b]}
            outputs:
              - {name: y, dtype: float32, shape: [-1, 1], unit: probability}
            head: binary
            latencyClass: interactive
            """;

    private static ModelSpec parse(String more) {
        return ModelSpec.parse((PLAIN + more).getBytes(StandardCharsets.UTF_8));
    }

    private static String faults(String more) {
        return String.join(
                "\n",
                assertThrows(InvalidPackException.class, () -> parse(more)).faults());
    }

    @Test
    void readsWhatATaskIsTrainedForAndJudgedBy() {
        ModelSpec spec = parse("""
                loss: focal
                metrics: [validation_average_precision, validation_auc]
                calibration: temperature
                gates:
                  - {metric: validation_average_precision, least: 0.5}
                  - {metric: validation_log_loss, most: 0.1}
                retention: {examples: P30D, labels: P2Y}
                """);
        Objective objective = spec.objective();
        assertEquals(Optional.of(Loss.FOCAL), objective.loss());
        assertEquals(List.of("validation_average_precision", "validation_auc"), objective.metrics());
        assertEquals(Calibration.TEMPERATURE, objective.calibration());
        assertEquals(
                new Gate("validation_log_loss", OptionalDouble.empty(), OptionalDouble.of(0.1)),
                objective.gates().getLast());
        assertEquals(new Objective.Retention(Period.ofDays(30), Period.ofYears(2)), objective.retention());
        assertEquals(Optional.empty(), spec.network());
    }

    @Test
    void knowsWhatIsUsualForAHead() {
        ModelSpec spec = parse("");
        assertEquals(Optional.of(Loss.BINARY_CROSS_ENTROPY), spec.objective().loss());
        assertEquals(Calibration.NONE, spec.objective().calibration());
        assertEquals(Objective.Retention.DEFAULT, spec.objective().retention());
        assertEquals(List.of(), spec.objective().gates());
    }

    @Test
    void refusesAnObjectiveThatCannotBeMeant() {
        assertTrue(faults("loss: cox").contains("spec.yaml: loss cox does not fit the head binary"));
        assertTrue(faults("loss: luck").contains("spec.yaml: loss is not one of [binary-cross-entropy, focal"));
        assertTrue(faults("gates: [{metric: auc}]").contains("spec.yaml.gates[0].least or most must be given")
                || faults("gates: [{metric: auc}]").contains("least or most must be given"));
        assertTrue(faults("gates: [{metric: auc, least: 2, most: 1}]").contains("least is above most"));
        assertTrue(faults("gates: [{metric: auc, least: 1, often: true}]").contains("often is not a known field"));
        assertTrue(faults("retention: {examples: 30 days}").contains("examples is not a text matching"));
        assertTrue(faults("retention: {pixels: P1D}").contains("pixels is not a known field"));
        assertTrue(faults("mood: good").contains("spec.yaml: mood is not a known field"));
    }

    @Test
    void refusesUnknownKeysInsideTheTrainersParts() {
        String network =
                "network: {kind: moe, preset: nano, groups: {all: 4}, tokenizers: [{kind: tabular, input: x}]%s}%n"
                        + "training: {epochs: 1, batch: 2%s}%n";
        ModelSpec experts = parse(network.formatted("", ""));
        assertEquals(Optional.of("moe"), experts.network());
        assertTrue(faults(network.formatted(", depth: 3", "")).contains("network.depth is not a known field"));
        assertTrue(faults(network.formatted("", ", luck: 1")).contains("training.luck is not a known field"));
        assertTrue(faults("network: {kind: oracle}").contains("network.kind is not one of ["));
        assertTrue(faults("training: {epochs: 1}").contains("training is of no use without network"));
    }

    @Test
    void takesADenseNetworkOfAnEarlierReleaseAsOneGraph() {
        ModelSpec dense = parse("""
                network: {kind: dense, ensemble: 4, hidden: [64, 64], dropout: 0.2}
                training: {epochs: 10, batch: 256, embeddingDecay: 0.01}
                """);
        assertEquals(Optional.of("dense"), dense.network());
        assertEquals(List.of(), PackPieces.expected(new byte[0], dense));
    }

    @Test
    void aGatePassesOnlyOnAFigureThatIsThereAndWithinItsLimits() {
        Gate gate = new Gate("auc", OptionalDouble.of(0.5), OptionalDouble.of(0.9));
        assertTrue(gate.passes(Map.of("auc", 0.5)));
        assertTrue(gate.passes(Map.of("auc", 0.9)));
        assertFalse(gate.passes(Map.of("auc", 0.499)));
        assertFalse(gate.passes(Map.of("auc", 0.901)));
        assertFalse(gate.passes(Map.of("auc", Double.NaN)));
        assertFalse(gate.passes(Map.of("brier", 0.7)));
    }
}
