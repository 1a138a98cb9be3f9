package io.trivium.runtime.lab.trial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.export.MoePackExport;
import io.trivium.runtime.export.OfflineSession;
import io.trivium.runtime.export.OfflineSession.Floats;
import io.trivium.runtime.lab.trial.GateTrial.Outcome;
import io.trivium.runtime.moe.Parameters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTrialTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void useOneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    @Test
    void stopsOneBadChallengerOfEachKindAndNoGoodOne() throws Exception {
        List<String> said = new ArrayList<>();
        List<Outcome> outcomes = new GateTrial(11, folder).run(7, said::add);
        assertEquals(14, outcomes.size());
        assertTrue(outcomes.stream().allMatch(Outcome::right), () -> String.join("\n", said));
        Outcome slow = outcomes.stream()
                .filter(each -> each.kind().equals("slow"))
                .findFirst()
                .orElseThrow();
        assertTrue(
                slow.failed().stream().allMatch(each -> each.gate().startsWith("latency")),
                () -> "a slow one is refused for its time alone: " + slow);
    }

    @Test
    void slowsAGraphDownWithoutChangingABitOfItsAnswers() throws Exception {
        byte[] yaml = TrialWorld.SPEC.getBytes(StandardCharsets.UTF_8);
        Parameters weights = new io.trivium.runtime.training.moe.MoeTrainingJob(yaml)
                .initial(new TrialWorld(1).rows(0, 2, 200, 0), 1);
        byte[] head = new MoePackExport(yaml, weights).pieces().head();
        float[] hidden = new float[7 * 16];
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < hidden.length; i++) hidden[i] = (float) random.nextGaussian();
        Map<String, Floats> inputs = Map.of("hidden", new Floats(hidden, 7, 1, 16), "mask", mask());
        try (OfflineSession fast = new OfflineSession(head);
                OfflineSession slow = new OfflineSession(BentGraph.slow(head, "score", 500))) {
            assertArrayEquals(scores(fast, inputs), scores(slow, inputs));
        }
    }

    private static float[] scores(OfflineSession session, Map<String, Floats> inputs) throws OrtException {
        return Objects.requireNonNull(session.run(inputs).get("score")).values();
    }

    private static Floats mask() {
        float[] mask = new float[7];
        java.util.Arrays.fill(mask, 1);
        return new Floats(mask, 7, 1);
    }
}
