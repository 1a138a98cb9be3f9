package io.trivium.runtime.expert;

import ai.onnxruntime.OrtEnvironment;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.execution.Execution;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.expert.piece.CallGuard;
import io.trivium.runtime.expert.piece.ExpertCounters;
import io.trivium.runtime.expert.piece.ExpertMemory;
import io.trivium.runtime.expert.piece.ExpertSettings;
import io.trivium.runtime.expert.piece.GoldenRun;
import io.trivium.runtime.expert.piece.Graph;
import io.trivium.runtime.expert.piece.OpenGraph;
import io.trivium.runtime.expert.piece.PackPieces;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFault;
import io.trivium.runtime.expert.piece.PieceHost;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.Router;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A model whose layers are mixtures of experts, each expert a session of its own. Experts can be masked, paged and
 * replaced, and tenants given pieces of their own, while requests run: a request keeps the pieces it began with.
 */
final class MoeModel implements ServedModel, PieceHost {
    private static final Logger LOG = Logger.getLogger(MoeModel.class);
    /** Values of a work space's largest buffer. */
    private static final int MOST_VALUES = 1 << 22;

    private final ModelName name;
    private final VersionNumber version;
    private final ModelSpec spec;
    private final MoeShape shape;
    private final Router[] routers;
    private final ExpertRuntime runtime;
    private final ModelSignature signature;
    private final Map<String, TensorType> outputTypes = new HashMap<>();
    private final String[] expertNames;
    private final ExpertCounters[][] counters;
    private final GoldenRun golden;
    private final WorkSpaces workSpaces;
    private final Set<CallGuard> goldenGuards = ConcurrentHashMap.newKeySet();
    private final AtomicInteger references = new AtomicInteger(1);
    private final AtomicLong resident = new AtomicLong();
    private final AtomicLong maskVersion = new AtomicLong();
    private volatile BitSet[] administrative;
    private volatile Generation generation;
    private volatile Set<String> headInputs = Set.of();
    private volatile Runnable onClosed = () -> {};

    /** Made by {@link MoeModels#load}, which opens the pieces. */
    @SuppressWarnings("NullAway.Init") // the first generation needs this as the pieces' host
    MoeModel(PackPieces pack, ExpertRuntime runtime) {
        this.name = pack.name();
        this.version = pack.version();
        this.spec = pack.spec();
        this.shape = MoeShape.of(pack.network());
        this.routers = pack.routers();
        this.runtime = runtime;
        this.signature = ModelSignature.of(pack.spec(), true);
        for (ModelSignature.Port port : signature.outputs()) outputTypes.put(port.name(), port.type());
        this.expertNames = new String[shape.layers() * shape.experts()];
        this.counters = new ExpertCounters[shape.layers()][shape.experts()];
        this.administrative = new BitSet[shape.layers()];
        for (int l = 0; l < shape.layers(); l++) {
            administrative[l] = new BitSet();
            for (int e = 0; e < shape.experts(); e++) {
                expertNames[l * shape.experts() + e] = shape.topology().id(l, e).toString();
                counters[l][e] = new ExpertCounters();
            }
        }
        this.golden = new GoldenRun(runtime.environment(), shape.width());
        this.workSpaces = new WorkSpaces(runtime.environment(), shape);
        this.generation = new Generation(MoeModels.firstSet(this, pack), Map.of());
    }

    @Override
    public ModelName name() {
        return name;
    }

    @Override
    public VersionNumber version() {
        return version;
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public ModelSignature signature() {
        return signature;
    }

    @Override
    public @Nullable TenantId variant(@Nullable TenantId tenant) {
        return tenant != null && generation.tenants().containsKey(tenant) ? tenant : null;
    }

    @Override
    public boolean retain() {
        int now = references.get();
        while (now > 0) {
            if (references.compareAndSet(now, now + 1)) return true;
            now = references.get();
        }
        return false;
    }

    @Override
    public void release() {
        if (references.decrementAndGet() > 0) return;
        synchronized (this) {
            for (PieceSet set : generation.sets()) set.release();
        }
        workSpaces.close();
        onClosed.run();
    }

    void onClosed(Runnable action) {
        onClosed = action;
    }

    boolean isClosed() {
        return references.get() <= 0;
    }

    @Override
    public long residentBytes() {
        return resident.get();
    }

    @Override
    public Execution start(Map<String, Tensor> inputs, List<String> outputs, @Nullable TenantId tenant) {
        while (true) {
            Generation now = generation;
            PieceSet set = now.of(tenant);
            if (!now.base().retain()) continue;
            if (set.retain()) return new MoeExecution(this, set, now.base(), inputs, outputs);
            now.base().release();
        }
    }

    Generation generation() {
        return generation;
    }

    /** Requests that begin from now on run on another generation; pieces that no request needs any more are closed. */
    synchronized void publish(UnaryOperator<Generation> change) {
        if (isClosed()) throw new IllegalStateException("model " + name + ":" + version + " is closed");
        Generation before = generation;
        Generation after = change.apply(before);
        generation = after;
        maskVersion.incrementAndGet();
        List<PieceSet> kept = after.sets();
        for (PieceSet set : before.sets()) if (!kept.contains(set)) set.release();
    }

    MoeShape shape() {
        return shape;
    }

    Router router(int layer) {
        return routers[layer];
    }

    OrtEnvironment environment() {
        return runtime.environment();
    }

    ExpertRuntime runtime() {
        return runtime;
    }

    TensorType outputType(String output) {
        TensorType type = outputTypes.get(output);
        if (type == null) throw new IllegalStateException("output '" + output + "' is not the model's");
        return type;
    }

    Set<String> headInputs() {
        return headInputs;
    }

    void headInputs(Set<String> inputs) {
        headInputs = Set.copyOf(inputs);
    }

    /** Name of expert {@code layer × experts of a layer + number}. */
    String expertName(int key) {
        return expertNames[key];
    }

    ExpertCounters counters(int layer, int number) {
        return counters[layer][number];
    }

    /** The experts of a layer that are currently not available. */
    LayerMask mask(PieceSet set, int layer) {
        return set.mask(layer, maskVersion.get(), shape.topology(), administrative);
    }

    boolean isMasked(int layer, int number) {
        return administrative[layer].get(number);
    }

    /** Takes an expert out of use, or puts it back, in any state. */
    synchronized void mask(ExpertId id, boolean masked) {
        BitSet[] all =
                Arrays.stream(administrative).map(bits -> (BitSet) bits.clone()).toArray(BitSet[]::new);
        all[id.layer()].set(shape.topology().number(id), masked);
        administrative = all;
        maskVersion.incrementAndGet();
    }

    /** The number of rows that are taken at once, so that no call of the trunk is longer than a slice. */
    int partRows(PieceSet set, int rows) {
        int most = Math.max(1, MOST_VALUES / (shape.tokens() * Math.max(shape.width(), shape.experts())));
        int part = Math.min(rows, most);
        long slice = settings().sliceNanos();
        part = set.tokenizer().cost().rowsWithin(slice, part);
        for (int l = 0; l < shape.layers(); l++) part = set.layer(l).cost().rowsWithin(slice, part);
        return set.head().cost().rowsWithin(slice, part);
    }

    WorkSpace workSpace(int rows) {
        return workSpaces.take(rows);
    }

    void giveBack(WorkSpace space) {
        workSpaces.giveBack(space);
    }

    /** Ends calls that take too long. */
    void checkCalls(long now) {
        workSpaces.check(now, settings().callNanos());
        for (CallGuard guard : goldenGuards) guard.check(now, settings().callNanos());
    }

    /** Opens a piece that requests need, but too late for the one that found it missing. */
    void openLater(Piece piece) {
        if (!piece.want()) return;
        runtime.background().execute(() -> {
            piece.wantNoMore();
            if (piece.isOpen() || piece.quarantine() != null || !retain()) return;
            try {
                OpenGraph graph = piece.open(true);
                if (graph != null) graph.close();
            } catch (PieceFault e) {
                piece.quarantine(e);
            } finally {
                release();
            }
        });
    }

    @Override
    public ExpertMemory memory() {
        return runtime.memory();
    }

    @Override
    public ExpertSettings settings() {
        return runtime.settings();
    }

    @Override
    public Graph.Opener opener() {
        return runtime.opener();
    }

    @Override
    public float[] goldenRun(String path, Graph graph) throws PieceFault {
        try (CallGuard guard = new CallGuard()) {
            goldenGuards.add(guard);
            try {
                return golden.run(path, graph, guard);
            } finally {
                goldenGuards.remove(guard);
            }
        }
    }

    @Override
    public void bytesOpened(long bytes) {
        resident.addAndGet(bytes);
    }

    @Override
    public void quarantined(Piece piece, PieceFault fault) {
        maskVersion.incrementAndGet();
        runtime.metrics().quarantined(this, fault.reason());
        LOG.warnf("%s of model %s:%s is out of use: %s", piece.path(), name, version, fault.getMessage());
    }

    @Override
    public void returned(Piece piece) {
        maskVersion.incrementAndGet();
        LOG.infof("%s of model %s:%s is in use again", piece.path(), name, version);
    }
}
