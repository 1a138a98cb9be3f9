package io.trivium.runtime.expert;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.execution.NativeFailure;
import io.trivium.runtime.expert.piece.FaultReason;
import io.trivium.runtime.expert.piece.Finite;
import io.trivium.runtime.expert.piece.OpenGraph;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFault;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The experts of one layer for the tokens of one part of a batch: choice, then for each chosen expert gather, call and
 * weighted sum. If an expert fails, the layer's choice is made again without it; the output of the layer block is kept,
 * so only experts run twice. Belongs to one execution.
 */
final class ExpertStep {
    private final MoeModel model;
    private final MoeShape shape;
    private final PieceSet set;
    private final BitSet used;
    private final BitSet usedHere = new BitSet();
    /** Experts that failed this request or were not available for it, by layer; null where all were available. */
    private final @Nullable LayerMask[] lost;

    private @Nullable WorkSpace current;
    private int layer;
    private int tokens;
    private int expert;
    private int entry;
    private boolean degraded;

    ExpertStep(MoeModel model, PieceSet set, BitSet used) {
        this.model = model;
        this.shape = model.shape();
        this.set = set;
        this.used = used;
        this.lost = new LayerMask[shape.layers()];
    }

    /** Begins a layer whose block has run. */
    void begin(WorkSpace space, int layer, int tokens) {
        this.current = space;
        this.layer = layer;
        this.tokens = tokens;
        this.degraded = lost[layer] != null;
        space.scores.get(0, space.scored, 0, tokens * shape.experts());
        choose();
    }

    int tokens() {
        return tokens;
    }

    boolean isDegraded() {
        return degraded;
    }

    private WorkSpace space() {
        WorkSpace space = current;
        if (space == null) throw new IllegalStateException("no layer was begun");
        return space;
    }

    private void choose() {
        WorkSpace space = space();
        space.residual.get(0, space.sums, 0, tokens * shape.width());
        LayerMask mask = lost[layer];
        if (mask == null) mask = model.mask(set, layer);
        LayerMask.Choice choice = mask.choose(model.router(layer), space.scored, tokens);
        degraded |= choice.degraded();
        space.plan.set(choice.routing());
        usedHere.clear();
        expert = 0;
        entry = 0;
    }

    long expectedNanos() {
        WorkSpace space = space();
        int next = expert;
        while (next < shape.experts() && space.plan.to(next) <= entry) next++;
        if (next == shape.experts()) return 0;
        Piece piece = set.expert(layer, next);
        int rows = piece.cost().rowsWithin(model.settings().sliceNanos(), space.plan.to(next) - entry);
        return piece.cost().nanos(rows) + (piece.isOpen() ? 0 : model.memory().openNanos(piece.bytes()));
    }

    /** Makes one call; false when the layer is done. */
    boolean runNext() throws PieceFault, OrtException {
        WorkSpace space = space();
        while (expert < shape.experts() && space.plan.to(expert) <= entry) expert++;
        if (expert == shape.experts()) {
            used.or(usedHere);
            return false;
        }
        Piece piece = set.expert(layer, expert);
        Piece side = set.sidePath(layer, expert);
        int left = space.plan.to(expert) - entry;
        int rows = piece.cost().rowsWithin(model.settings().sliceNanos(), left);
        gather(rows);
        PieceFault fault = call(piece, rows);
        if (fault != null) {
            fail(piece, fault, rows);
            return true;
        }
        addToSums(rows);
        if (side != null) runSidePath(side, rows);
        usedHere.set(layer * shape.experts() + expert);
        entry += rows;
        return true;
    }

    private void gather(int rows) {
        WorkSpace space = space();
        int width = shape.width();
        for (int i = 0; i < rows; i++) space.x.put(i * width, space.normed, space.plan.token(entry + i) * width, width);
    }

    /** Runs a piece on the gathered rows; its answer is in {@link WorkSpace#answer}, or the fault is returned. */
    private @Nullable PieceFault call(Piece piece, int rows) throws OrtException {
        WorkSpace space = space();
        OpenGraph graph;
        try {
            graph = lease(piece);
        } catch (PieceFault e) {
            return e;
        }
        if (graph == null) return new PieceFault(FaultReason.ABSENT, piece.path() + " is not to be had", null);
        WorkSpace.ExpertRows views = space.experts(rows);
        long start = System.nanoTime();
        boolean late;
        try (graph) {
            space.guard.begin();
            try {
                graph.graph().run(views.inputs(), views.outputs(), space.guard.options());
            } finally {
                late = space.guard.end();
            }
        } catch (OrtException e) {
            boolean slow = System.nanoTime() - start > model.settings().callNanos();
            return new PieceFault(
                    slow ? FaultReason.TIMEOUT : FaultReason.EXCEPTION,
                    NativeFailure.logged(piece.path() + " failed on " + rows + " tokens", e),
                    e);
        } finally {
            space.done(views, rows);
        }
        long nanos = System.nanoTime() - start;
        if (late || nanos > model.settings().callNanos()) {
            return new PieceFault(
                    FaultReason.TIMEOUT,
                    piece.path() + " took " + nanos / 1_000_000 + " ms for " + rows + " tokens",
                    null);
        }
        piece.cost().record(rows, nanos);
        piece.counters().ran(rows, nanos);
        int values = rows * shape.width();
        space.y.get(0, space.answer, 0, values);
        if (Finite.all(space.answer, values)) return null;
        return new PieceFault(FaultReason.NOT_FINITE, piece.path() + " gave a number that is not finite", null);
    }

    /** The graph of a piece, opened here if that is expected to be quick; null when the request must do without. */
    private @Nullable OpenGraph lease(Piece piece) throws PieceFault {
        if (piece.quarantine() != null) return null;
        OpenGraph graph = piece.lease();
        if (graph != null) return graph;
        if (model.memory().openNanos(piece.bytes()) > model.settings().openNanos()) {
            model.openLater(piece);
            return null;
        }
        return piece.open(true);
    }

    private void fail(Piece piece, PieceFault fault, int rows) throws PieceFault {
        if (fault.reason() != FaultReason.ABSENT) {
            checkInput(fault, rows);
            piece.quarantine(fault);
        }
        LayerMask before = lost[layer];
        if (before == null) before = model.mask(set, layer);
        lost[layer] = before.without(shape.topology(), expert);
        degraded = true;
        choose();
    }

    /** Numbers that are not finite when they come are no fault of the expert's. */
    private void checkInput(PieceFault fault, int rows) throws PieceFault {
        if (fault.reason() != FaultReason.NOT_FINITE) return;
        WorkSpace space = space();
        space.x.get(0, space.answer, 0, rows * shape.width());
        if (Finite.all(space.answer, rows * shape.width())) return;
        throw new PieceFault(
                FaultReason.NOT_FINITE, "layer " + layer + " gave its experts numbers that are not finite", fault);
    }

    private void addToSums(int rows) {
        WorkSpace space = space();
        int width = shape.width();
        float[] sums = space.sums;
        float[] answer = space.answer;
        for (int i = 0; i < rows; i++) {
            float weight = space.plan.weight(entry + i);
            int to = space.plan.token(entry + i) * width;
            int from = i * width;
            for (int j = 0; j < width; j++) sums[to + j] += weight * answer[from + j];
        }
    }

    /** A side path that fails is left out; the expert itself has answered. */
    private void runSidePath(Piece side, int rows) throws OrtException, PieceFault {
        PieceFault fault = call(side, rows);
        if (fault == null) {
            addToSums(rows);
            return;
        }
        if (fault.reason() != FaultReason.ABSENT) {
            checkInput(fault, rows);
            side.quarantine(fault);
        }
        degraded = true;
    }
}
