package io.trivium.runtime.training.retention;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.TokenizerSpec;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.retention.RetentionSpec;
import io.trivium.runtime.training.network.EventHistories;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RetentionTrainerTest {
    private static final RetentionSpec SPEC = new RetentionSpec(
            new TokenizerSpec.Tabular(
                    "event", new TokenizerSpec.Columns(3, List.of(), new boolean[3], true, 0, 0, false)),
            16,
            1,
            8,
            List.of(31_536_000L));

    @BeforeAll
    static void oneThread() {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
    }

    /** The first event says the class, the last one asks for it; those between are noise, hours apart. */
    private static EventHistories recall(int count, SplittableRandom random) {
        int length = 12;
        float[] events = new float[count * length * 3];
        float[] elapsed = new float[count * length];
        float[] labels = new float[count * length];
        int[] starts = new int[count + 1];
        Arrays.fill(labels, Float.NaN);
        for (int h = 0; h < count; h++) {
            int from = h * length;
            int asked = random.nextInt(2);
            for (int t = 0; t < length; t++) {
                events[(from + t) * 3 + 2] = (float) random.nextGaussian();
                elapsed[from + t] = t == 0 ? 0 : random.nextInt(100_000);
            }
            events[from * 3] = asked == 1 ? 1 : -1;
            events[(from + length - 1) * 3 + 1] = 1;
            labels[from + length - 1] = asked;
            starts[h + 1] = from + length;
        }
        return new EventHistories(3, events, elapsed, labels, starts);
    }

    @Test
    void learnsToRecallTheFirstEventOfAHistory() {
        SplittableRandom random = new SplittableRandom(5);
        EventHistories held = recall(60, random);
        RetentionTraining training = new RetentionTraining(Head.BINARY, 1, 12, 16, 1e-2, 0.01, 0);
        RetentionTrainer trainer =
                new RetentionTrainer(SPEC, training, new PrintStream(OutputStream.nullOutputStream()));
        Parameters trained = trainer.train(recall(300, random), held, 1);
        float[] answers;
        try (RetentionEncoder encoder = new RetentionEncoder(SPEC, trained)) {
            answers = encoder.encode(held).answers();
        }
        int right = 0;
        for (int i = 0; i < held.labels().length; i++) {
            if (!Float.isNaN(held.labels()[i]) && answers[i] > 0 == (held.labels()[i] == 1)) right++;
        }
        assertTrue(right >= 58, right + " of 60");
    }
}
