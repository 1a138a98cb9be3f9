package io.trivium.runtime.learning.gate;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.model.TaskName;
import io.trivium.runtime.learning.gate.LogisticTask.Model;
import io.trivium.runtime.learning.gate.LogisticTask.Row;
import io.trivium.runtime.learning.store.ExampleContent;
import io.trivium.runtime.pack.Hashes;
import io.trivium.runtime.testing.TestKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A champion and challengers of the logistic task, and the examples that they have seen or not. */
public final class GateStack implements QuarkusTestResourceLifecycleManager {
    public static final String CHAMPION = "1";
    public static final String GOOD = "2";
    public static final String BLIND = "3";
    public static final String PEEKED = "4";
    /** As {@link #BLIND}, in a pack whose specification allows everything. */
    public static final String LAX = "5";

    private static final String LAX_GATES =
            "challengerGates: {margin: 1, sliceLoss: 10, change: 100, calibration: 1, overfitting: 1, maskedLoss: 1,"
                    + " latency: 100, memory: 100, maxAgeDays: 3650, parity: 1, leastRows: 10, leastPositives: 1}";

    private static final int EXAMPLES = 4_000;
    private static final Duration SPAN = Duration.ofDays(10);
    private static final double TRAINING = 0.7;

    /**
     * An example of the store.
     *
     * @param at within the ten days before now
     */
    public record Example(String id, ExampleTensor x, boolean positive, Instant at) {
        public byte[] content() {
            return ExampleContent.encode(List.of(x));
        }

        public byte[] contentHash() {
            return ExampleContent.hash(new TaskName(LogisticTask.NAME), content());
        }
    }

    /** The same ones for every call, except for their times. */
    public static List<Example> examples(Instant now) {
        SplittableRandom random = new SplittableRandom(4);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            Row row = Row.draw(random);
            Instant at = now.minus(SPAN).plus(SPAN.dividedBy(EXAMPLES).multipliedBy(i));
            examples.add(new Example("g-" + i, ExampleTensor.ofFloats("x", List.of(3L), row.x()), row.positive(), at));
        }
        return examples;
    }

    /** When the part for training ends. */
    public static Instant validationFrom(Instant now) {
        return now.minus(SPAN).plus(Duration.ofSeconds((long) (SPAN.toSeconds() * TRAINING)));
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-gate-test");
            Path packs = folder.resolve("packs/logistic");
            long[] all = examples(Instant.EPOCH).stream()
                    .mapToLong(each -> Hashes.rowHash(each.contentHash()))
                    .toArray();
            long[] early = java.util.Arrays.copyOf(all, (int) (EXAMPLES * TRAINING));
            LogisticTask.pack(packs, CHAMPION, Model.CHAMPION, "", early);
            LogisticTask.pack(packs, GOOD, Model.GOOD, "", early);
            LogisticTask.pack(packs, BLIND, Model.GOOD.moving(2, -5), "", early);
            LogisticTask.pack(packs, PEEKED, Model.GOOD, "", all);
            LogisticTask.pack(packs, LAX, Model.GOOD.moving(2, -5), LAX_GATES, early);
            for (String version : List.of(CHAMPION, GOOD, BLIND, PEEKED, LAX)) {
                TestKey.signer().sign(packs.resolve(version));
            }
            Map<String, String> settings = new HashMap<>(TestKey.settings(folder));
            settings.put("platform.runtime.registry.tasks.\"" + LogisticTask.NAME + "\".challenger.memory", "1.1");
            settings.putAll(Map.of(
                    "platform.runtime.registry.packs",
                    folder.resolve("packs").toString(),
                    "platform.runtime.registry.store",
                    folder.resolve("store").toString(),
                    "platform.runtime.serving.workers",
                    "1",
                    "platform.runtime.learning.consume",
                    "false",
                    "platform.dead-letter.topics",
                    "",
                    "platform.runtime.learning.tasks.\"" + LogisticTask.NAME + "\".labels",
                    "fraud,genuine"));
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The system cleans its temporary directory.
    }
}
