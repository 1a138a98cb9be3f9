package io.trivium.runtime.expert;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.execution.NativeFailure;
import io.trivium.runtime.execution.OnnxTensors;
import io.trivium.runtime.expert.piece.CallGuard;
import io.trivium.runtime.expert.piece.FaultReason;
import io.trivium.runtime.expert.piece.OpenGraph;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFault;
import io.trivium.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way through tokenizer, layers, experts and head. Rows are taken in parts small enough that one call
 * fits into a slice; each part is completed before the next begins. A slice is as many calls as are expected to fit, or
 * fewer when more urgent work comes.
 */
final class MoeExecution implements Execution {
    private enum Stage {
        TOKENIZER,
        LAYER,
        EXPERTS,
        HEAD,
        DONE
    }

    private final MoeModel model;
    private final MoeShape shape;
    private final PieceSet own;
    private final PieceSet base;
    private final Map<String, Tensor> inputs;
    private final List<String> names;
    private final int rows;
    private final BitSet used = new BitSet();
    private final List<List<Tensor>> parts = new ArrayList<>();
    /** The pieces that are run: the tenant's own, or the common ones once those gave a number that is not finite. */
    private PieceSet set;

    private @Nullable PieceFault suspicion;
    private ExpertStep experts;
    private Stage stage = Stage.TOKENIZER;
    private @Nullable WorkSpace space;
    private int done;
    private int part;
    private int layer;
    private boolean degraded;
    private boolean closed;

    /**
     * Begins.
     *
     * @param set a reference to it is this execution's, and another to {@code base}
     * @param base the common pieces of the same moment
     */
    MoeExecution(MoeModel model, PieceSet set, PieceSet base, Map<String, Tensor> inputs, List<String> names) {
        this.model = model;
        this.base = base;
        this.shape = model.shape();
        this.own = set;
        this.set = set;
        this.inputs = inputs;
        this.names = names;
        this.rows = Math.toIntExact(inputs.values().iterator().next().size(0));
        this.experts = new ExpertStep(model, set, used);
    }

    @Override
    public boolean advance(BooleanSupplier moreUrgent) throws ExecutionException {
        if (stage == Stage.DONE) return false;
        long end = System.nanoTime() + model.settings().sliceNanos();
        boolean whole = false;
        try {
            do stepOrFallBack();
            while (stage != Stage.DONE && !moreUrgent.getAsBoolean() && System.nanoTime() + expectedNanos() <= end);
            whole = true;
        } catch (PieceFault | OrtException e) {
            throw new ExecutionException("model " + model.name() + ":" + model.version() + " failed on a request", e);
        } catch (OutOfMemoryError e) {
            // Of buffers outside the heap, which this batch requested: the next may be smaller.
            throw new ExecutionException("there is no memory for a batch of " + part + " rows", e);
        } finally {
            if (!whole) stage = Stage.DONE;
        }
        return stage != Stage.DONE;
    }

    private long expectedNanos() {
        return switch (stage) {
            case TOKENIZER -> set.tokenizer().cost().nanos(Math.min(part, rows - done));
            case LAYER -> set.layer(layer).cost().nanos(part);
            case EXPERTS -> experts.expectedNanos();
            case HEAD -> set.head().cost().nanos(part);
            case DONE -> 0;
        };
    }

    private void stepOrFallBack() throws PieceFault, OrtException {
        try {
            step();
        } catch (PieceFault e) {
            if (e.reason() != FaultReason.NOT_FINITE || !fallsBack(e)) throw e;
        }
    }

    /**
     * Repeats the part on the common pieces; false where the tenant has no pieces of its own that could be at fault.
     */
    private boolean fallsBack(PieceFault fault) {
        if (set == base || !own.hasOwnTrunk()) return false;
        suspicion = fault;
        set = base;
        experts = new ExpertStep(model, base, used);
        degraded = true;
        stage = Stage.TOKENIZER;
        return true;
    }

    private PieceFault notFinite() {
        return new PieceFault(
                FaultReason.NOT_FINITE,
                "the pieces of " + own.tenant() + " answered a number that is not finite",
                null);
    }

    /** The common pieces answered with numbers, so that the tenant's own pieces are at fault and not the request. */
    private void settleSuspicion() {
        PieceFault fault = suspicion;
        if (fault != null) own.quarantineOwnTrunk(fault);
        suspicion = null;
    }

    private void step() throws PieceFault, OrtException {
        switch (stage) {
            case TOKENIZER -> tokenize();
            case LAYER -> runLayer();
            case EXPERTS -> runExperts();
            case HEAD -> runHead();
            case DONE -> {}
        }
    }

    private WorkSpace space() {
        WorkSpace now = space;
        if (now == null) throw new IllegalStateException("the execution has no work space");
        return now;
    }

    private void tokenize() throws PieceFault, OrtException {
        part = model.partRows(set, rows - done);
        WorkSpace now = space;
        if (now == null || now.rows() < part) {
            if (now != null) model.giveBack(now);
            now = model.workSpace(part);
            space = now;
        }
        Map<String, OnnxTensor> fed = new HashMap<>();
        try {
            for (String name : inputs.keySet()) fed.put(name, rowsOf(name));
            run(set.tokenizer(), base.tokenizer(), part, fed, views().tokenizerOutputs());
        } finally {
            fed.values().forEach(OnnxTensor::close);
        }
        layer = 0;
        stage = Stage.LAYER;
    }

    private OnnxTensor rowsOf(String input) throws OrtException {
        Tensor all = Objects.requireNonNull(inputs.get(input));
        return OnnxTensors.toOnnx(model.environment(), part == rows ? all : all.rows(done, done + part));
    }

    /** The task's inputs that the head reads itself. */
    private Map<String, OnnxTensor> readByHead() throws OrtException {
        Map<String, OnnxTensor> read = new HashMap<>();
        for (String name : model.headInputs()) if (inputs.containsKey(name)) read.put(name, rowsOf(name));
        return read;
    }

    private WorkSpace.Rows views() throws OrtException {
        return space().rows(part, model.headInputs());
    }

    private void runLayer() throws PieceFault, OrtException {
        boolean readout = shape.isReadout(layer);
        WorkSpace.Rows views = views();
        Map<String, OnnxTensor> outputs = readout ? views.lastLayerOutputs() : views.layerOutputs();
        run(set.layer(layer), base.layer(layer), part, views.layerInputs(), outputs);
        int tokens = readout ? part : part * shape.tokens();
        experts.begin(space(), layer, tokens);
        stage = Stage.EXPERTS;
    }

    private void runExperts() throws PieceFault, OrtException {
        if (experts.runNext()) return;
        degraded |= experts.isDegraded();
        space().sumsToHidden(experts.tokens());
        layer++;
        stage = layer < shape.layers() ? Stage.LAYER : Stage.HEAD;
    }

    /** Runs a piece of the trunk; a tenant's own that is not available is replaced by the common one. */
    private void run(Piece piece, Piece everybodys, int count, Map<String, OnnxTensor> in, Map<String, OnnxTensor> out)
            throws PieceFault, OrtException {
        try (OpenGraph graph = trunk(piece, everybodys)) {
            CallGuard guard = space().guard;
            long start = System.nanoTime();
            guard.begin();
            try {
                graph.graph().run(in, out, guard.options());
            } finally {
                guard.end();
            }
            piece.cost().record(count, System.nanoTime() - start);
        } catch (OrtException e) {
            if (piece.kind() == Piece.Kind.TRUNK) throw e;
            piece.quarantine(
                    new PieceFault(FaultReason.EXCEPTION, NativeFailure.logged(piece.path() + " failed", e), e));
            run(piece, everybodys, count, in, out);
        }
    }

    private OpenGraph trunk(Piece piece, Piece everybodys) throws PieceFault {
        OpenGraph graph = null;
        if (piece.quarantine() == null) {
            graph = piece.lease();
            if (graph == null) {
                try {
                    graph = piece.open(true);
                } catch (PieceFault e) {
                    if (piece.kind() == Piece.Kind.TRUNK) throw e;
                    piece.quarantine(e);
                }
            }
        }
        if (graph == null && piece.kind() != Piece.Kind.TRUNK) {
            degraded = true;
            graph = everybodys.lease();
        }
        if (graph == null) throw new PieceFault(FaultReason.UNREADABLE, piece.path() + " is not open", null);
        return graph;
    }

    private void runHead() throws PieceFault, OrtException {
        Piece piece = set.head();
        try (OpenGraph graph = trunk(piece, base.head())) {
            CallGuard guard = space().guard;
            long start = System.nanoTime();
            guard.begin();
            List<Tensor> answers = new ArrayList<>(names.size());
            Map<String, OnnxTensor> read = readByHead();
            Map<String, OnnxTensor> fed = new HashMap<>(views().headInputs());
            fed.putAll(read);
            try (OrtSession.Result result = graph.graph().run(fed, Set.copyOf(names), guard.options())) {
                for (String name : names) {
                    if (!(result.get(name).orElseThrow() instanceof OnnxTensor tensor)) {
                        throw new IllegalStateException("output '" + name + "' is not a tensor");
                    }
                    Tensor answer = OnnxTensors.fromOnnx(name, model.outputType(name), tensor);
                    if (answer.rank() == 0 || answer.size(0) != part) {
                        throw new IllegalStateException("output " + answer + " is not of " + part + " rows");
                    }
                    answers.add(answer);
                }
            } finally {
                guard.end();
                read.values().forEach(OnnxTensor::close);
            }
            piece.cost().record(part, System.nanoTime() - start);
            if (own != base) {
                boolean finite = answers.stream().allMatch(answer -> answer.firstNotFinite() < 0);
                if (!finite && fallsBack(notFinite())) return;
                if (finite) settleSuspicion();
            }
            parts.add(answers);
        }
        done += part;
        stage = done < rows ? Stage.TOKENIZER : Stage.DONE;
    }

    @Override
    public List<Tensor> outputs() {
        if (done < rows) throw new IllegalStateException("the execution is not done");
        if (parts.size() == 1) return parts.getFirst();
        List<Tensor> outputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int output = i;
            outputs.add(OnnxTensors.join(
                    parts.stream().map(each -> each.get(output)).toList()));
        }
        return outputs;
    }

    @Override
    public ExecutionReport report() {
        if (done < rows) throw new IllegalStateException("the execution is not done");
        List<String> ids = new ArrayList<>();
        for (int i = used.nextSetBit(0); i >= 0; i = used.nextSetBit(i + 1)) ids.add(model.expertName(i));
        return new ExecutionReport(ids, degraded);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        stage = Stage.DONE;
        WorkSpace now = space;
        space = null;
        if (now != null) model.giveBack(now);
        own.release();
        base.release();
    }
}
