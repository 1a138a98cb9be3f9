package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Everything that may happen to experts, all at once and concurrently with requests. */
class ExpertStressTest extends ExpertTestBase {
    private static final int ACTIONS = 80;
    private static final String TENANT = "bank-a";

    private final SmallNetwork network = SmallNetwork.ordinary();
    private final SmallNetwork other = new SmallNetwork("{general: 3, fin: 4}", 2, "last", 99);
    private final List<ExpertId> all = experts(network.spec.topology());
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger answers = new AtomicInteger();

    private Map<String, byte[]> files(SmallNetwork from) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (ExpertId id : all) if (id.group().equals("fin")) files.put(PiecePath.expert(id), from.expert(id));
        return files;
    }

    @Test
    void answersEveryRequestStaysWithinItsBudgetAndIsWholeAgainAfterwards() throws Exception {
        long budget = 9L * network.expert(all.getFirst()).length;
        MoeModel model = MoeModels.load(network.write(folder.resolve("pack"), "1"), runtime(budget, slices(100_000)));
        Path old = pieces("old", "1", "", files(network));
        List<Path> sets = List.of(old, pieces("new", "1", "", files(other)), pieces("a", "1", TENANT, files(other)));
        try (ExecutorService callers = Executors.newFixedThreadPool(3)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                long seed = i;
                running.add(callers.submit(() -> ask(model, seed)));
            }
            try {
                Random random = new Random(7);
                for (int i = 0; i < ACTIONS; i++) act(model, sets, random);
            } finally {
                stop.set(true);
            }
            for (Future<?> each : running) each.get();
        }
        assertTrue(answers.get() > 0);
        assertTrue(model.memory().peak() <= budget, model.memory().peak() + " of " + budget);

        graphs.faults.clear();
        for (ExpertId id : all) model.mask(id, false);
        model.publish(now -> now.withoutTenant(new TenantId(TENANT)));
        PieceSwap.run(model, PieceFiles.read(old));
        ExpertUpkeep.probe(List.of(model), System.nanoTime() + TimeUnit.HOURS.toNanos(1));
        Map<String, Tensor> inputs = network.inputs(8, 1);
        Answer whole = run(model, inputs);
        assertClose(network.answer(inputs), whole.risk(), "afterwards");
        assertFalse(whole.report().degraded());
        assertTrue(model.memory().used() <= budget);
        model.release();
        assertEquals(0, graphs.open.get());
        assertEquals(0, model.memory().used());
        assertEquals(0, model.residentBytes());
    }

    private void ask(MoeModel model, long seed) {
        Random random = new Random(seed);
        while (!stop.get()) {
            int rows = 1 + random.nextInt(6);
            Answer answer = run(model, network.inputs(rows, random.nextLong()), random.nextBoolean() ? TENANT : "");
            assertEquals(rows, answer.risk().length);
            for (float risk : answer.risk()) assertTrue(risk >= 0 && risk <= 1, () -> "risk " + risk);
            answers.incrementAndGet();
        }
    }

    private void act(MoeModel model, List<Path> sets, Random random) throws IOException {
        ExpertId id = all.get(random.nextInt(all.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                try {
                    PieceSwap.run(model, PieceFiles.read(sets.get(random.nextInt(sets.size()))));
                } catch (InvalidPackException e) {
                    assertFalse(graphs.faults.isEmpty(), "only what was made to fail is refused: " + e.getMessage());
                }
            }
            case 2 -> model.mask(id, random.nextBoolean());
            case 3 -> graphs.faults.put(PiecePath.expert(id), TestGraphs.Fault.THROWS);
            case 4 -> graphs.faults.put(PiecePath.expert(id), TestGraphs.Fault.NOT_FINITE);
            case 5 -> {
                graphs.faults.clear();
                ExpertUpkeep.probe(List.of(model), System.nanoTime() + TimeUnit.HOURS.toNanos(1));
            }
            case 6 -> ExpertUpkeep.page(List.of(model), model.memory());
            default -> model.publish(now -> now.withoutTenant(new TenantId(TENANT)));
        }
    }
}
