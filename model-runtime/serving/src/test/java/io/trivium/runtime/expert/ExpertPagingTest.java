package io.trivium.runtime.expert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.runtime.expert.piece.ExpertSettings;
import io.trivium.runtime.expert.piece.OpenGraph;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExpertPagingTest extends ExpertTestBase {
    private final SmallNetwork network = SmallNetwork.ordinary();
    private final Map<String, Tensor> inputs = network.inputs(20, 4);

    private long expertBytes() {
        return network.expert(new ExpertId(0, "fin", 0)).length;
    }

    @Test
    void staysWithinATightBudgetWithTheSameNumbers() {
        long budget = 4 * expertBytes() + expertBytes() / 2;
        MoeModel model = load(network, budget);
        for (int i = 0; i < 5; i++) {
            Map<String, Tensor> some = network.inputs(6, i);
            Answer answer = run(model, some);
            assertClose(network.answer(some), answer.risk(), "request " + i);
            assertFalse(answer.report().degraded());
            assertTrue(model.memory().used() <= budget);
        }
        assertTrue(model.memory().peak() <= budget, "peak " + model.memory().peak());
        assertTrue(
                model.memory().evictions() > 20, "evictions " + model.memory().evictions());
        model.release();
        assertEquals(0, model.memory().used());
        assertEquals(0, graphs.open.get());
    }

    @Test
    void goesOnWithoutExpertsThereIsNoRoomFor() {
        MoeModel model = load(network, expertBytes() / 2);
        Answer answer = run(model, inputs);
        assertTrue(answer.report().degraded());
        assertEquals(List.of(), answer.report().experts());
        assertClose(network.answer(inputs, id -> true), answer.risk(), "shared expert only");
        for (ExpertId id : experts(network.spec.topology()))
            assertNull(piece(model, id).quarantine());
        model.release();
    }

    @Test
    void opensLaterWhatWouldTakeTooLongNow() {
        ExpertSettings usual = settings();
        ExpertSettings impatient = new ExpertSettings(
                usual.sliceNanos(), usual.callNanos(), 0, usual.probeNanos(), usual.mostProbeNanos());
        MoeModel model = MoeModels.load(network.write(folder, "1"), runtime(MUCH, impatient));
        ExpertId id = new ExpertId(0, "fin", 1);
        assertTrue(model.memory().evict(piece(model, id)));
        Answer answer = run(model, inputs);
        assertTrue(answer.report().degraded());
        assertClose(network.answer(inputs, id::equals), answer.risk(), "without the one paged out");
        assertFalse(piece(model, id).isOpen());
        List.copyOf(background).forEach(Runnable::run);
        assertTrue(piece(model, id).isOpen());
        Answer whole = run(model, inputs);
        assertFalse(whole.report().degraded());
        assertClose(network.answer(inputs), whole.risk(), "with it");
        model.release();
    }

    @Test
    void keepsWhatIsPinnedAndClosesWhatWasUsedLeastRecently() {
        MoeModel model = load(network, 3 * expertBytes() + expertBytes() / 2);
        List<Piece> open = experts(network.spec.topology()).stream()
                .map(id -> piece(model, id))
                .filter(Piece::isOpen)
                .toList();
        assertEquals(3, open.size(), "as many as there is room for");
        open.getFirst().pin(true);
        for (int i = 0; i < 5; i++) run(model, network.inputs(6, i));
        assertTrue(open.getFirst().isOpen());
        model.release();
    }

    @Test
    void bringsInWhatIsUsedMoreThanWhatIsThere() {
        long budget = 3 * expertBytes() + expertBytes() / 2;
        MoeModel model = load(network, budget);
        ExpertId used = new ExpertId(2, "fin", 3);
        Piece piece = piece(model, used);
        assertFalse(piece.isOpen());
        for (ExpertId id : experts(network.spec.topology()))
            piece(model, id).counters().endInterval();
        for (int i = 0; i < 10; i++) ExpertUpkeep.page(List.of(), model.memory());
        for (int i = 0; i < 60; i++) {
            for (ExpertId id : experts(network.spec.topology()))
                piece(model, id).counters().endInterval();
        }
        piece.counters().ran(100, 1_000);
        ExpertUpkeep.page(List.of(model), model.memory());
        assertTrue(piece.isOpen());
        assertTrue(model.memory().used() <= budget);
        long evictions = model.memory().evictions();
        ExpertUpkeep.page(List.of(model), model.memory());
        assertEquals(evictions, model.memory().evictions(), "nothing else was used");
        model.release();
    }

    @Test
    void waitsForCallsBeforeItCloses() {
        MoeModel model = load(network, MUCH);
        Piece piece = piece(model, new ExpertId(0, "fin", 0));
        int open = graphs.open.get();
        try (OpenGraph held = Objects.requireNonNull(piece.lease())) {
            assertFalse(model.memory().evict(piece), "it is in use");
            assertTrue(held.isOpen());
            model.release();
            assertEquals(1, graphs.open.get(), "only the one that is held");
            assertTrue(held.isOpen());
        }
        assertEquals(0, graphs.open.get());
        assertTrue(open > 1);
    }
}
