package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.expert.piece.FaultReason;
import io.trivium.runtime.expert.piece.PackPieces;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Versions that have pieces of the same content. */
class SharedPiecesTest extends ExpertTestBase {
    /** Tokenizer, three layers of seven experts, head. */
    private static final int PIECES = 2 + 3 + 3 * 7;

    private static final ExpertId EXPERT = new ExpertId(1, "fin", 2);

    private final SmallNetwork network = SmallNetwork.ordinary();
    private final SmallNetwork other = new SmallNetwork("{general: 3, fin: 4}", 2, "last", 99);
    private final Map<String, Tensor> inputs = network.inputs(20, 4);

    private PackPieces pack(String version) {
        return network.write(folder.resolve(version), version);
    }

    /** A version whose update retrained one expert. */
    private PackPieces retrained(String version) throws IOException {
        return with(pack(version), Map.of(PiecePath.expert(EXPERT), other.expert(EXPERT)));
    }

    private static PackPieces with(PackPieces pack, Map<String, byte[]> changed) throws IOException {
        Map<String, PieceFile> files = new HashMap<>(pack.files());
        for (Map.Entry<String, byte[]> each : changed.entrySet()) {
            Path directory = pack.require(each.getKey()).directory();
            files.put(each.getKey(), SmallNetwork.write(directory, each.getKey(), each.getValue()));
        }
        return new PackPieces(pack.name(), pack.version(), pack.spec(), pack.network(), files);
    }

    private void assertAnswers(MoeModel model, ExpertId... replaced) {
        List<ExpertId> changed = List.of(replaced);
        Answer answer = run(model, inputs);
        assertFalse(answer.report().degraded());
        assertClose(
                network.answer(inputs, id -> false, id -> changed.contains(id) ? other : network),
                answer.risk(),
                model.version().value());
    }

    @Test
    void opensWhatTwoVersionsShareOnceAndKeepsItUntilTheLastIsUnloaded() throws IOException {
        ExpertRuntime runtime = runtime(MUCH, settings());
        MoeModel first = MoeModels.load(pack("1"), runtime);
        runtime.metrics().add(first);
        assertEquals(PIECES, graphs.open.get());
        long bytes = first.residentBytes();
        long used = runtime.memory().used();
        MoeModel second = MoeModels.load(retrained("2"), runtime);
        runtime.metrics().add(second);
        assertEquals(PIECES + 1, graphs.open.get(), "one piece is another");
        assertEquals(PIECES + 1, runtime.memory().sessions());
        assertEquals(bytes + piece(second, EXPERT).bytes(), runtime.memory().loaded());
        assertEquals(used + piece(second, EXPERT).bytes(), runtime.memory().used());
        assertEquals(bytes, second.residentBytes());
        assertEquals(PIECES + 1.0, meters.get(ExpertMetrics.SESSIONS).gauge().value());
        assertEquals(
                (double) runtime.memory().loaded(),
                meters.get(ExpertMetrics.LOADED).gauge().value());
        assertEquals(2.0 * bytes, meters.get(ExpertMetrics.NAMED).gauge().value());
        assertAnswers(first);
        assertAnswers(second, EXPERT);
        first.release();
        assertEquals(PIECES, graphs.open.get());
        assertEquals(0, first.residentBytes());
        assertEquals(used, runtime.memory().used());
        assertAnswers(second, EXPERT);
        second.release();
        assertEquals(0, graphs.open.get());
        assertEquals(0, runtime.memory().used());
        assertEquals(0, runtime.memory().loaded());
    }

    @Test
    void hasRoomForTwoVersionsWhereThereIsRoomForOne() {
        ExpertRuntime probe = runtime(MUCH, settings());
        MoeModel alone = MoeModels.load(pack("1"), probe);
        long budget = probe.memory().used();
        alone.release();
        ExpertRuntime runtime = runtime(budget, settings());
        MoeModel first = MoeModels.load(pack("1"), runtime);
        MoeModel second = MoeModels.load(pack("2"), runtime);
        assertAnswers(first);
        assertAnswers(second);
        ExpertUpkeep.page(List.of(first, second), runtime.memory());
        assertEquals(0, runtime.memory().evictions());
        for (ExpertId id : experts(network.spec.topology())) {
            assertTrue(piece(first, id).isOpen() && piece(second, id).isOpen(), id.toString());
        }
        first.release();
        second.release();
    }

    @Test
    void opensAContentOnceWhenVersionsAreLoadedAtTheSameTime() throws Exception {
        ExpertRuntime runtime = runtime(MUCH, settings());
        List<PackPieces> packs = List.of(pack("1"), pack("2"), retrained("3"), pack("4"));
        List<MoeModel> models = new ArrayList<>();
        try (ExecutorService loaders = Executors.newFixedThreadPool(packs.size())) {
            List<Future<MoeModel>> loading = new ArrayList<>();
            for (PackPieces pack : packs) loading.add(loaders.submit(() -> MoeModels.load(pack, runtime)));
            for (Future<MoeModel> each : loading) models.add(each.get());
        }
        assertEquals(PIECES + 1, graphs.open.get());
        assertEquals(3 * 7 + 1, runtime.memory().openings());
        for (MoeModel model : models) {
            if (model.version().equals(new VersionNumber("3"))) assertAnswers(model, EXPERT);
            else assertAnswers(model);
            model.release();
        }
        assertEquals(0, graphs.open.get());
        assertEquals(0, runtime.memory().used());
    }

    @Test
    void closesASharedPieceForBothUnlessOnePinnedIt() {
        ExpertRuntime runtime = runtime(MUCH, settings());
        MoeModel first = MoeModels.load(pack("1"), runtime);
        MoeModel second = MoeModels.load(pack("2"), runtime);
        piece(second, EXPERT).pin(true);
        assertFalse(runtime.memory().evict(piece(first, EXPERT)), "the other version pinned it");
        piece(second, EXPERT).pin(false);
        assertTrue(runtime.memory().evict(piece(first, EXPERT)));
        assertFalse(piece(second, EXPERT).isOpen());
        assertEquals(PIECES - 1, graphs.open.get());
        assertAnswers(first);
        assertAnswers(second);
        assertEquals(PIECES, graphs.open.get());
        first.release();
        second.release();
        assertEquals(0, graphs.open.get());
        assertEquals(0, second.residentBytes());
    }

    @Test
    void countsTheUseOfAllVersionsForPaging() {
        ExpertRuntime runtime = runtime(MUCH, settings());
        MoeModel first = MoeModels.load(pack("1"), runtime);
        MoeModel second = MoeModels.load(pack("2"), runtime);
        for (int i = 0; i < 60; i++) {
            piece(first, EXPERT).counters().endInterval();
            piece(second, EXPERT).counters().endInterval();
        }
        piece(second, EXPERT).counters().ran(100, 1_000);
        piece(second, EXPERT).counters().endInterval();
        assertEquals(100, piece(first, EXPERT).recentTokens(), 1e-6);
        assertEquals(0, runtime.memory().bytesToOpen(piece(first, EXPERT)));
        first.release();
        second.release();
    }

    @Test
    void takesAFailedPieceOutOfUseInTheVersionWhereItFailed() {
        ExpertRuntime runtime = runtime(MUCH, settings());
        MoeModel first = MoeModels.load(pack("1"), runtime);
        MoeModel second = MoeModels.load(pack("2"), runtime);
        graphs.faults.put(PiecePath.expert(EXPERT), TestGraphs.Fault.THROWS);
        for (int i = 0; i < 5; i++) run(first, network.inputs(20, i));
        graphs.faults.clear();
        assertEquals(FaultReason.EXCEPTION, quarantine(first, EXPERT).reason());
        assertNull(piece(second, EXPERT).quarantine());
        assertAnswers(second);
        ExpertUpkeep.probe(List.of(first), System.nanoTime() + TimeUnit.HOURS.toNanos(1));
        assertNull(piece(first, EXPERT).quarantine());
        assertAnswers(first);
        assertEquals(PIECES, graphs.open.get(), "one session again");
        first.release();
        second.release();
    }

    @Test
    void verifiesTheFileOfEachVersion() throws IOException {
        ExpertRuntime runtime = runtime(MUCH, settings());
        MoeModel first = MoeModels.load(pack("1"), runtime);
        PackPieces damaged = pack("2");
        damage("2");
        MoeModel second = MoeModels.load(damaged, runtime);
        assertEquals(FaultReason.CHECKSUM, quarantine(second, EXPERT).reason());
        assertTrue(run(second, inputs).report().degraded());
        assertAnswers(first);
        first.release();
        second.release();
        assertEquals(0, graphs.open.get());
    }

    /** The shared session may have been damaged in memory; the file is sound. */
    @Test
    void opensASessionOfItsOwnWhereTheSharedOneIsNotSound() throws IOException {
        ExpertRuntime runtime = runtime(MUCH, settings());
        MoeModel first = MoeModels.load(pack("1"), runtime);
        ExpertId moved = new ExpertId(1, "fin", 0);
        PackPieces pack = with(pack("2"), Map.of(PiecePath.expert(moved), network.expert(EXPERT)));
        damage("2");
        graphs.faults.put(PiecePath.expert(EXPERT), TestGraphs.Fault.NOT_FINITE);
        MoeModel second = MoeModels.load(pack, runtime);
        assertTrue(piece(second, moved).isOpen());
        assertNull(piece(second, moved).quarantine());
        assertEquals(PIECES + 1, graphs.open.get());
        first.release();
        second.release();
        assertEquals(0, graphs.open.get());
        assertEquals(0, runtime.memory().used());
    }

    private void damage(String version) throws IOException {
        Path file = folder.resolve(version).resolve(PiecePath.expert(EXPERT));
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
    }
}
