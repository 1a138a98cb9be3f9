package io.trivium.runtime.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateSpecTest {
    private static ModelSpec parse(String head, String gates) {
        String yaml = """
                task: fraud
                inputs:
                  - {name: features, dtype: float32, shape: [-1, 2], columns: [AMOUNT, SEX]}
                outputs:
                  - {name: score, dtype: float32, shape: [-1, 1]}
                head: %s
                latencyClass: interactive
                %s""".formatted(head, gates);
        return ModelSpec.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static String faults(String head, String gates) {
        InvalidPackException refused = assertThrows(InvalidPackException.class, () -> parse(head, gates));
        return String.join("\n", refused.faults());
    }

    @Test
    void holdsDefaultsWhereNothingIsSaid() {
        assertEquals(GateSpec.DEFAULT, parse("binary", "").objective().challengerGates());
        assertEquals(
                GateSpec.DEFAULT,
                parse("binary", "challengerGates: {}").objective().challengerGates());
    }

    @Test
    void readsWhatIsSaid() {
        GateSpec spec = parse("binary", """
                challengerGates:
                  margin: 0.01
                  maxAgeDays: 3
                  latency: 2
                  slices: [{input: features, column: AMOUNT}]
                  fairness:
                    input: features
                    column: SEX
                    difference: 0.05
                    groups: [{name: female, value: 0}, {name: male, value: 1}]
                """).objective().challengerGates();
        assertEquals(0.01, spec.margin());
        assertEquals(Duration.ofDays(3), spec.maxAge());
        assertEquals(2, spec.latency());
        assertEquals(GateSpec.DEFAULT.mostRows(), spec.mostRows());
        assertEquals(List.of(new GateSpec.Column("features", "AMOUNT")), spec.slices());
        GateSpec.Fairness fairness = spec.fairness().orElseThrow();
        assertEquals("features.SEX", fairness.column().toString());
        assertEquals(new GateSpec.Group("male", 1), fairness.groups().getLast());
        assertEquals(0.05, fairness.difference());
    }

    @Test
    void isOnlyNarrowedByAnother() {
        GateSpec own = parse("binary", """
                challengerGates:
                  margin: 0.5
                  leastRows: 10
                  latency: 1.2
                  slices: [{input: features, column: AMOUNT}]
                """).objective().challengerGates();
        GateSpec both = GateSpec.DEFAULT.narrowedBy(own);
        assertEquals(GateSpec.DEFAULT.margin(), both.margin());
        assertEquals(GateSpec.DEFAULT.leastRows(), both.leastRows());
        assertEquals(1.2, both.latency());
        assertEquals(own.slices(), both.slices());
        assertEquals(both, both.narrowedBy(own));

        String group = "challengerGates: {fairness: {input: features, column: SEX, difference: %s,"
                + " groups: [{name: f, value: 0}, {name: m, value: 1}]}}";
        GateSpec fair = parse("binary", group.formatted("0.1")).objective().challengerGates();
        GateSpec unfair = parse("binary", group.formatted("0.9")).objective().challengerGates();
        assertEquals(fair.fairness(), fair.narrowedBy(unfair).fairness());
        assertEquals(fair.fairness(), unfair.narrowedBy(fair).fairness());
        assertEquals(fair.fairness(), fair.narrowedBy(GateSpec.DEFAULT).fairness());
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertTrue(faults("binary", "challengerGates: {margin: 2}")
                .contains("margin is not a number between 0.0 and 1.0"));
        assertTrue(faults("binary", "challengerGates: {margni: 0.1}").contains("margni is not a known field"));
        assertTrue(faults("binary", "challengerGates: {slices: [{input: events, column: AMOUNT}]}")
                .contains("input is no input of the model: events"));
        assertTrue(faults("binary", "challengerGates: {slices: [{input: features, column: AGE}]}")
                .contains("column is no column that input features names: AGE"));
        String groups = "groups: [{name: a, value: 0}, {name: a, value: 1}]";
        assertTrue(faults("binary", "challengerGates: {fairness: {input: features, column: SEX, " + groups + "}}")
                .contains("name is used twice: a"));
        assertTrue(faults(
                        "regression",
                        "challengerGates: {fairness: {input: features, column: SEX,"
                                + " groups: [{name: a, value: 0}, {name: b, value: 1}]}}")
                .contains("needs a binary head, not regression"));
    }
}
