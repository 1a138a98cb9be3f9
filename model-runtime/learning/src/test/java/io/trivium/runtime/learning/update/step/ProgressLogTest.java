package io.trivium.runtime.learning.update.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressLogTest {
    @TempDir
    private Path folder;

    @Test
    void findsTheLastEpochAndTheLastWords() throws IOException {
        Path log = folder.resolve("progress.log");
        assertEquals(0, ProgressLog.epoch(log));
        assertEquals("nothing", ProgressLog.lastWords(log));
        Files.writeString(
                log,
                "some epoch 7 loss\n".repeat(2_000)
                        + "epoch 1 loss 0.5 metric 0.1 MaxVio 1 10 tokens/s 1 s\nepoch 2 loss 0.4\nerror: no\n\tat some.place\n");
        assertEquals(2, ProgressLog.epoch(log));
        assertEquals("no", ProgressLog.lastWords(log));
        Files.writeString(log, "said\n\n");
        assertEquals("said", ProgressLog.lastWords(log));
    }
}
