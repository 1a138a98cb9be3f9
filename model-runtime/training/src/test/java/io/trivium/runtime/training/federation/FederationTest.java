package io.trivium.runtime.training.federation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.MoeProgress;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.ToyTask;
import io.trivium.runtime.training.moe.TrainedPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites that never see each other's rows come to common weights. */
class FederationTest {
    private static final String TERMS = "11".repeat(32);

    @TempDir
    private Path folder;

    private Federation site(String site, int rounds, DeltaExchange exchange, Federation.LocalTraining training)
            throws IOException {
        return new Federation(
                plan(site, rounds),
                exchange,
                training,
                SiteFolder.open(folder.resolve(site), site),
                InstantSource.system(),
                line -> {});
    }

    private static Parameters weights(float... values) {
        return new Parameters()
                .put("a", new long[] {2}, new float[] {values[0], values[1]})
                .put("b", new long[] {1}, new float[] {values[2]});
    }

    private static Federation.Plan plan(String site, int rounds) {
        return new Federation.Plan(
                site, new TreeSet<>(List.of("east", "west")), rounds, 100, TERMS, 0.7, 0.9, Duration.ofSeconds(30));
    }

    /** Ten steps towards the target of this site's rows. */
    private static Federation.LocalTraining towards(float... wanted) {
        return (global, round) -> {
            float[] flat = FlatWeights.of(global);
            for (int step = 0; step < 10; step++) {
                for (int i = 0; i < flat.length; i++) flat[i] -= 0.05f * (flat[i] - wanted[i]);
            }
            return FlatWeights.like(global, flat);
        };
    }

    private Future<Parameters> start(
            ExecutorService threads,
            DeltaExchange exchange,
            String site,
            int rounds,
            Federation.LocalTraining training) {
        return threads.submit(() ->
                site(site, rounds, exchange, training).run(weights(0, 0, 0)).weights());
    }

    @Test
    void comesToWhatAllRowsTogetherWant() throws Exception {
        try (MemoryExchange exchange = new MemoryExchange();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Parameters> east = start(threads, exchange, "east", 30, towards(2, 0, 1));
            Future<Parameters> west = start(threads, exchange, "west", 30, towards(0, 4, 1));
            assertArrayEquals(new float[] {1, 2, 1}, FlatWeights.of(east.get()), 0.05f);
            assertEquals(FlatWeights.digest(east.get()), FlatWeights.digest(west.get()));
        }
    }

    @Test
    void goesOnAfterAKillWithoutTrainingARoundTwice() throws Exception {
        List<Integer> trained = new ArrayList<>();
        Federation.LocalTraining dies = (global, round) -> {
            if (round == 3 && trained.size() == 3) {
                trained.add(-1);
                throw new IOException("killed");
            }
            trained.add(round);
            return towards(2, 0, 1).train(global, round);
        };
        try (MemoryExchange exchange = new MemoryExchange();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Parameters> west = start(threads, exchange, "west", 6, towards(0, 4, 1));
            assertThrows(
                    Exception.class,
                    () -> start(threads, exchange, "east", 6, dies).get());
            Parameters east = start(threads, exchange, "east", 6, dies).get();
            assertEquals(List.of(0, 1, 2, -1, 3, 4, 5), trained);
            assertEquals(FlatWeights.digest(east), FlatWeights.digest(west.get()));
        }
    }

    @Test
    void refusesASiteThatBeganWithOtherWeightsOrTerms() throws Exception {
        Map<WeightDelta, String> strangers = Map.of(
                new WeightDelta("west", 0, Instant.EPOCH, TERMS, "00".repeat(32), 5, new float[3]),
                "west began round 1 with other weights",
                new WeightDelta("west", 0, Instant.EPOCH, "22".repeat(32), "00".repeat(32), 5, new float[3]),
                "west takes part with another pack or other options");
        for (Map.Entry<WeightDelta, String> stranger : strangers.entrySet()) {
            try (MemoryExchange exchange = new MemoryExchange()) {
                exchange.publish(stranger.getKey());
                Federation east = site("east", 1, exchange, (global, round) -> {
                    throw new AssertionError("nothing is trained in vain");
                });
                Exception refused = assertThrows(FederationException.class, () -> east.run(weights(0, 0, 0)));
                assertTrue(refused.toString().contains(stranger.getValue()), refused.toString());
            }
        }
    }

    @Test
    void sendsWhatItHadMadeBeforeItWasKilledAndNothingElse() throws Exception {
        SiteFolder before = SiteFolder.open(folder.resolve("east"), "east");
        String base = FlatWeights.digest(weights(0, 0, 0));
        WeightDelta made = new WeightDelta("east", 0, Instant.EPOCH, TERMS, base, 100, new float[] {-1, 0, 0});
        before.keep(made);
        try (MemoryExchange exchange = new MemoryExchange()) {
            exchange.publish(new WeightDelta("west", 0, Instant.EPOCH, TERMS, base, 100, new float[] {0, -1, 0}));
            Federation east = site("east", 1, exchange, (global, round) -> {
                throw new AssertionError("it was trained already");
            });
            Federation.Outcome outcome = east.run(weights(0, 0, 0));
            assertArrayEquals(
                    made.values(), exchange.find("east", 0).orElseThrow().values());
            assertArrayEquals(new float[] {0.665f, 0.665f, 0}, FlatWeights.of(outcome.weights()), 1e-6f);
            assertEquals(Map.of("east", 100L, "west", 100L), outcome.history().rows());
        }
    }

    @Test
    void knowsAFolderAndATopicOfAnotherTraining() throws Exception {
        SiteFolder.open(folder.resolve("east"), "one pack");
        assertTrue(
                assertThrows(FederationException.class, () -> SiteFolder.open(folder.resolve("east"), "another pack"))
                        .toString()
                        .contains("was begun with another pack"));
        try (MemoryExchange exchange = new MemoryExchange()) {
            exchange.publish(new WeightDelta("west", 0, Instant.EPOCH, TERMS, "00".repeat(32), 5, new float[3]));
            Federation west = site("west", 1, exchange, towards(0, 0, 0));
            assertTrue(assertThrows(FederationException.class, () -> west.run(weights(0, 0, 0)))
                    .toString()
                    .contains("has sent round 1 already"));
        }
    }

    @Test
    void callsWhatStayedAsItWasNoDifferenceThoughItIsInfinite() {
        Parameters before = weights(1, Float.POSITIVE_INFINITY, 3);
        assertArrayEquals(
                new float[] {-1, 0, 0}, FlatWeights.difference(before, weights(2, Float.POSITIVE_INFINITY, 3)));
    }

    /** Trees are grown at one place and are a part of the pack that all sites begin with. */
    @Test
    void keepsTreesThatWereGrownAtOnePlace() throws Exception {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.offline", "true");
        byte[] yaml = ToyTask.SPEC
                .replace("group: fin\n", "group: fin\n  trees: {input: features, parts: 2, trees: 8, depth: 3}\n")
                .getBytes(StandardCharsets.UTF_8);
        MoeTrainingJob job = new MoeTrainingJob(yaml);
        Parameters initial = job.initial(ToyTask.rows(300, 1), 1);
        Map<String, Parameters> ended = new HashMap<>();
        try (MemoryExchange exchange = new MemoryExchange();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Federation.LocalTraining idle = (global, round) -> global;
            Future<Parameters> west = threads.submit(
                    () -> site("west", 2, exchange, idle).run(initial).weights());
            MoeTrainer trainer = new MoeTrainer(
                    job.spec(), job.model(), job.training(), new TrainedPart.Whole(), MoeProgress.silent());
            MoeTrainer.Run run =
                    new MoeTrainer.Run(5, "", Optional.empty(), List.of(Device.cpu()), Long.MAX_VALUE, () -> false);
            SiteFolder kept = SiteFolder.open(folder.resolve("training"), "east");
            Federation.LocalTraining trains = new SiteTraining(trainer, run, ToyTask.rows(200, 2), 3, 2, kept);
            ended.put("east", site("east", 2, exchange, trains).run(initial).weights());
            ended.put("west", west.get());
        }
        Parameters east = ended.get("east");
        assertEquals(FlatWeights.digest(east), FlatWeights.digest(ended.get("west")));
        ParameterNames.require(east, job.spec(), job.model());
        for (String name : initial.names()) {
            if (ParameterNames.isBase(name)) assertArrayEquals(initial.get(name), east.get(name), name);
        }
        String head = ParameterNames.headWeight("score");
        assertFalse(Arrays.equals(initial.get(head), east.get(head)), "the network is trained");
    }

    @Test
    void putsADifferenceTogetherFromItsParts() {
        Random random = new Random(3);
        float[] values = new float[400_000];
        for (int i = 0; i < values.length; i++) values[i] = random.nextFloat();
        List<WeightShare> cut =
                DeltaParts.cut("fed", new WeightDelta("east", 2, Instant.EPOCH, TERMS, "ab".repeat(32), 9, values));
        assertEquals(3, cut.size());
        DeltaParts parts = DeltaParts.of(cut.get(2), Instant.EPOCH);
        parts.add(cut.get(0));
        parts.add(cut.get(0));
        assertTrue(parts.whole().isEmpty());
        parts.add(cut.get(1));
        assertArrayEquals(values, parts.whole().orElseThrow().values());
    }
}
