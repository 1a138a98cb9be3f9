package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.expert.piece.CallGuard;
import io.trivium.runtime.expert.piece.ExpertSettings;
import io.trivium.runtime.expert.piece.FaultReason;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpertFailureTest extends ExpertTestBase {
    private final SmallNetwork network = SmallNetwork.ordinary();
    private final Map<String, Tensor> inputs = network.inputs(20, 4);

    @ParameterizedTest
    @EnumSource(
            value = TestGraphs.Fault.class,
            names = {"THROWS", "NOT_FINITE"})
    void goesOnWithoutAnyOneExpertThatFails(TestGraphs.Fault fault) {
        MoeModel model = load(network, MUCH);
        float[] whole = run(model, inputs).risk();
        for (ExpertId id : experts(network.spec.topology())) {
            graphs.faults.put(PiecePath.expert(id), fault);
            Answer failed = run(model, inputs);
            assertClose(network.answer(inputs, id::equals), failed.risk(), id + " fails");
            assertTrue(failed.report().degraded(), id + " was among those chosen");
            assertFalse(failed.report().experts().contains(id.toString()));
            assertEquals(
                    fault == TestGraphs.Fault.THROWS ? FaultReason.EXCEPTION : FaultReason.NOT_FINITE,
                    quarantine(model, id).reason());
            int calls = graphs.calls(PiecePath.expert(id));
            run(model, inputs);
            assertEquals(calls, graphs.calls(PiecePath.expert(id)), "it is not called any more");

            graphs.faults.clear();
            ExpertUpkeep.probe(List.of(model), System.nanoTime() + TimeUnit.HOURS.toNanos(1));
            assertNull(piece(model, id).quarantine());
            Answer again = run(model, inputs);
            assertClose(whole, again.risk(), id + " is back");
            assertFalse(again.report().degraded());
        }
        model.release();
        assertEquals(0, graphs.open.get());
    }

    @Test
    void takesAnExpertOutOfUseThatTakesTooLong() {
        ExpertSettings usual = settings();
        ExpertSettings impatient = new ExpertSettings(
                usual.sliceNanos(),
                TimeUnit.MILLISECONDS.toNanos(500),
                usual.openNanos(),
                usual.probeNanos(),
                usual.mostProbeNanos());
        MoeModel model = MoeModels.load(network.write(folder, "1"), runtime(MUCH, impatient));
        ExpertId id = new ExpertId(0, "fin", 1);
        graphs.slowNanos = TimeUnit.MILLISECONDS.toNanos(600);
        graphs.faults.put(PiecePath.expert(id), TestGraphs.Fault.SLOW);
        Answer answer = run(model, inputs);
        assertClose(network.answer(inputs, id::equals), answer.risk(), "without the slow expert");
        assertEquals(FaultReason.TIMEOUT, quarantine(model, id).reason());
        model.release();
    }

    @Test
    void endsACallThatTakesTooLong() {
        CallGuard guard = new CallGuard();
        guard.begin();
        guard.check(System.nanoTime(), TimeUnit.HOURS.toNanos(1));
        assertFalse(guard.end(), "it has time");
        guard.begin();
        guard.check(System.nanoTime() + 2, 1);
        assertTrue(guard.end(), "it has had its time");
        guard.check(System.nanoTime() + 2, 1);
        guard.begin();
        assertFalse(guard.end(), "the next call is not ended for the one before");
        guard.close();
    }

    @Test
    void waitsTwiceAsLongAfterEachProbeThatFails() {
        MoeModel model = load(network, MUCH);
        ExpertId id = new ExpertId(1, "fin", 0);
        graphs.faults.put(PiecePath.expert(id), TestGraphs.Fault.THROWS);
        run(model, inputs);
        Piece piece = piece(model, id);
        assertEquals(1, quarantine(model, id).failures());
        ExpertUpkeep.probe(List.of(model), System.nanoTime());
        assertEquals(1, quarantine(model, id).failures(), "a second has not passed");
        for (int failures = 2; failures <= 4; failures++) {
            long before = System.nanoTime();
            ExpertUpkeep.probe(List.of(model), quarantine(model, id).probeAt());
            assertEquals(failures, quarantine(model, id).failures());
            long wait = TimeUnit.SECONDS.toNanos(1L << (failures - 1));
            assertTrue(quarantine(model, id).probeAt() - before >= wait);
            assertTrue(quarantine(model, id).probeAt() - System.nanoTime() <= wait);
        }
        assertTrue(piece.lastError().startsWith("exception: "), piece::lastError);
        model.release();
        assertEquals(0, graphs.open.get());
    }

    @Test
    void waitsLongerEachTimeAnExpertFailsSoonAfterItsReturn() {
        MoeModel model = load(network, MUCH);
        ExpertId id = new ExpertId(0, "fin", 1);
        for (int failures = 1; failures <= 3; failures++) {
            graphs.faults.put(PiecePath.expert(id), TestGraphs.Fault.NOT_FINITE);
            run(model, inputs);
            assertEquals(failures, quarantine(model, id).failures());
            graphs.faults.clear();
            ExpertUpkeep.probe(List.of(model), quarantine(model, id).probeAt());
            assertNull(piece(model, id).quarantine(), "its golden input is answered");
        }
        assertEquals(3, piece(model, id).counters().quarantines());
        model.release();
    }

    @Test
    void servesFromTheSharedExpertAloneWhenTheOnlyGroupIsGone() {
        SmallNetwork single = new SmallNetwork("{fin: 5}", 1, "last", 8);
        MoeModel model = load(single, MUCH);
        for (ExpertId id : experts(single.spec.topology())) model.mask(id, true);
        graphs.calls.clear();
        Map<String, Tensor> some = single.inputs(11, 2);
        Answer answer = run(model, some);
        assertTrue(answer.report().degraded());
        assertEquals(List.of(), answer.report().experts());
        assertClose(single.answer(some, id -> true), answer.risk(), "shared expert only");
        assertEquals(
                Map.of(),
                graphs.calls.keySet().stream()
                        .filter(path -> path.contains("expert-"))
                        .collect(java.util.stream.Collectors.toMap(path -> path, path -> 1)));
        for (ExpertId id : experts(single.spec.topology())) model.mask(id, false);
        assertClose(single.answer(some), run(model, some).risk(), "all back");
        model.release();
    }

    @Test
    void sendsTokensOfAGoneGroupToNoOtherGroup() {
        SmallNetwork either = new SmallNetwork("{general: 3, fin: 4}", 1, "last", 3);
        MoeModel model = load(either, MUCH);
        Map<String, Tensor> some = either.inputs(30, 2);
        List<String> whole = run(model, some).report().experts();
        for (ExpertId id : experts(either.spec.topology())) if (id.group().equals("fin")) model.mask(id, true);
        Answer answer = run(model, some);
        assertTrue(answer.report().degraded());
        assertTrue(answer.report().experts().stream().allMatch(id -> id.contains("general")));
        assertTrue(
                whole.containsAll(answer.report().experts().stream()
                        .filter(id -> id.startsWith("layer-0"))
                        .toList()),
                "in the first layer only tokens that would have gone there anyway");
        assertClose(either.answer(some, id -> id.group().equals("fin")), answer.risk(), "fin is gone");
        model.release();
    }

    @Test
    void neverCallsAMaskedExpert() {
        MoeModel model = load(network, MUCH);
        for (ExpertId id : experts(network.spec.topology())) {
            model.mask(id, true);
            int calls = graphs.calls(PiecePath.expert(id));
            Answer answer = run(model, inputs);
            assertEquals(calls, graphs.calls(PiecePath.expert(id)));
            assertClose(network.answer(inputs, id::equals), answer.risk(), id + " masked");
            model.mask(id, false);
        }
        assertFalse(run(model, inputs).report().degraded());
        model.release();
    }

    @Test
    void findsADamagedFileWhenItIsOpenedAndTakesTheExpertBackWhenItIsSound() throws IOException {
        MoeModel model = load(network, MUCH);
        ExpertId id = new ExpertId(1, "general", 0);
        Path file = folder.resolve("pack").resolve(PiecePath.expert(id));
        byte[] sound = Files.readAllBytes(file);
        byte[] damaged = sound.clone();
        damaged[100] ^= 4;
        Files.write(file, damaged);
        assertTrue(model.memory().evict(piece(model, id)));
        Answer answer = run(model, inputs);
        assertTrue(answer.report().degraded());
        assertClose(network.answer(inputs, id::equals), answer.risk(), "without the damaged expert");
        assertEquals(FaultReason.CHECKSUM, quarantine(model, id).reason());
        long later = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
        ExpertUpkeep.probe(List.of(model), later);
        assertEquals(2, quarantine(model, id).failures());
        Files.write(file, sound);
        ExpertUpkeep.probe(List.of(model), later);
        assertNull(piece(model, id).quarantine());
        assertClose(network.answer(inputs), run(model, inputs).risk(), "all back");
        model.release();
        assertEquals(0, graphs.open.get());
        assertEquals(0, model.memory().used());
    }
}
