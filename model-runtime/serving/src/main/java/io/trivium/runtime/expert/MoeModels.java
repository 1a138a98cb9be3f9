package io.trivium.runtime.expert;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.execution.NativeFailure;
import io.trivium.runtime.expert.piece.ExpertCounters;
import io.trivium.runtime.expert.piece.OpenGraph;
import io.trivium.runtime.expert.piece.PackPieces;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFault;
import io.trivium.runtime.expert.piece.PieceFile;
import io.trivium.runtime.expert.piece.PiecePath;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads models of experts. */
final class MoeModels {
    private static final int WARM_UP_RUNS = 3;
    /** Costs per row are learnt from more than one. */
    private static final int WARM_UP_ROWS = 8;

    private MoeModels() {}

    /**
     * Opens a pack's pieces, as many experts as there is room for, and runs zeros through it. An expert whose file is
     * missing or changed is in quarantine from the beginning.
     *
     * @throws InvalidPackException when a piece is missing, cannot be opened, or fails
     */
    static MoeModel load(PackPieces pack, ExpertRuntime runtime) {
        MoeModel model = new MoeModel(pack, runtime);
        boolean loaded = false;
        try {
            List<String> faults = new ArrayList<>();
            for (Piece piece : model.generation().base().pieces()) open(piece, faults);
            if (!faults.isEmpty()) throw new InvalidPackException(pack.what(), faults);
            model.headInputs(inputs(model.generation().base().head()));
            for (int i = 0; i < WARM_UP_RUNS; i++) warmUp(model, 1, pack.what());
            int rows = Math.min(WARM_UP_ROWS, pack.spec().serving().maxBatch());
            warmUp(model, rows, pack.what());
            loaded = true;
            return model;
        } finally {
            if (!loaded) model.release();
        }
    }

    private static void open(Piece piece, List<String> faults) {
        try {
            OpenGraph graph = piece.open(false);
            if (graph != null) graph.close();
        } catch (PieceFault e) {
            // A pack whose expert was damaged in the store serves without it; one that was never sound does not serve.
            if (piece.kind() == Piece.Kind.EXPERT && e.reason().isDamage()) piece.quarantine(e);
            else faults.add(String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> inputs(Piece piece) {
        try (OpenGraph graph = piece.lease()) {
            if (graph == null) throw new IllegalStateException(piece.path() + " is not open");
            return graph.graph().inputs();
        }
    }

    private static void warmUp(MoeModel model, int rows, String what) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        for (ModelSignature.Port port : model.signature().inputs()) {
            long[] shape =
                    port.shape().stream().mapToLong(size -> size < 0 ? 1 : size).toArray();
            shape[0] = rows;
            int bytes = Math.toIntExact(Tensor.elements(shape) * port.type().bytes());
            zeros.put(port.name(), Tensor.of(port.name(), port.type(), shape, ByteBuffer.allocateDirect(bytes)));
        }
        List<String> all = model.signature().outputs().stream()
                .map(ModelSignature.Port::name)
                .toList();
        try (Execution execution = model.start(zeros, all, null)) {
            boolean more = execution.advance();
            while (more) more = execution.advance();
            for (Tensor output : execution.outputs()) {
                if (output.firstNotFinite() >= 0) {
                    throw new InvalidPackException(
                            what, List.of("it answers zeros with numbers that are not finite in " + output));
                }
            }
        } catch (ExecutionException | IllegalStateException e) {
            throw new InvalidPackException(what, "it fails on a warm-up request of zeros: " + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        Throwable cause = e.getCause();
        if (cause instanceof OrtException ort) return NativeFailure.logged("ONNX Runtime failed", ort);
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    /** The pieces of a pack, none open. */
    static PieceSet firstSet(MoeModel model, PackPieces pack) {
        MoeTopology topology = model.shape().topology();
        Piece[] layers = new Piece[topology.layers()];
        Piece[][] experts = new Piece[layers.length][topology.experts()];
        @Nullable Piece[][] sidePaths = new Piece[layers.length][topology.experts()];
        for (int l = 0; l < layers.length; l++) {
            layers[l] = trunk(model, pack.require(PiecePath.layer(l)));
            for (int e = 0; e < experts[l].length; e++) {
                experts[l][e] = new Piece(
                        pack.require(PiecePath.expert(topology.id(l, e))),
                        Piece.Kind.EXPERT,
                        model,
                        model.counters(l, e));
            }
        }
        return new PieceSet(
                null,
                trunk(model, pack.require(PiecePath.TOKENIZER)),
                layers,
                trunk(model, pack.require(PiecePath.HEAD)),
                experts,
                sidePaths);
    }

    private static Piece trunk(MoeModel model, PieceFile file) {
        return new Piece(file, Piece.Kind.TRUNK, model, new ExpertCounters());
    }
}
