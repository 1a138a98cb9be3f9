package io.trivium.industrial.process.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.industrial.process.bead.ProcessKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PpoTrainerTest {
    private static PpoSettings small(long seed) {
        return new PpoSettings(25, 64, 6, 4, 128, 0.2, 0.99, 0.95, 2e-3, 2e-3, 0.5, 0.2, 24, seed);
    }

    private static List<PpoTrainer.Progress> run(long seed, List<WeldPolicy> policies) {
        List<PpoTrainer.Progress> progress = new ArrayList<>();
        policies.add(new PpoTrainer(ProcessKind.SAW, small(seed)).train(progress::add));
        return progress;
    }

    @Test
    void learnsToGainMeritAndToBreakLimitsLess() {
        List<PpoTrainer.Progress> progress = run(1, new ArrayList<>());
        double first = meanGain(progress.subList(0, 5));
        double last = meanGain(progress.subList(20, 25));
        assertTrue(last > first + 1, "gain changed from " + first + " to " + last);
        assertTrue(
                progress.getLast().violation() < progress.getFirst().violation(),
                progress.getFirst().violation() + " to " + progress.getLast().violation());
    }

    private static double meanGain(List<PpoTrainer.Progress> progress) {
        return progress.stream()
                .mapToDouble(PpoTrainer.Progress::gain)
                .average()
                .orElseThrow();
    }

    @Test
    void isTheSameForTheSameSeedAndAnotherForAnother() {
        List<WeldPolicy> policies = new ArrayList<>();
        for (long seed : new long[] {5, 5, 6}) run(seed, policies);
        List<double[]> first = policies.get(0).actor().tensors();
        List<double[]> again = policies.get(1).actor().tensors();
        for (int t = 0; t < first.size(); t++) assertArrayEquals(first.get(t), again.get(t));
        assertFalse(java.util.Arrays.equals(
                first.get(0), policies.get(2).actor().tensors().get(0)));
    }

    @Test
    void trainsForAProcessOfOtherSettings() {
        PpoSettings settings = new PpoSettings(2, 9, 3, 1, 16, 0.2, 0.99, 0.95, 1e-3, 1e-3, 0.5, 0.2, 8, 1);
        WeldPolicy policy = new PpoTrainer(ProcessKind.GMAW, settings).train(progress -> {});
        assertTrue(policy.actor().sizes().getLast() == 3);
    }

    @Test
    void refusesSettingsThatTrainNothing() {
        assertThrows(
                IllegalArgumentException.class, () -> PpoSettings.standard(1).iterations(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new PpoSettings(1, 1, 1, 1, 1, 0.2, 0.99, 0.95, 1, 1, 0.1, 0.2, 8, 1));
    }
}
