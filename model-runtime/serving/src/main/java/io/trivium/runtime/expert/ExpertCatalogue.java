package io.trivium.runtime.expert;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.expert.piece.ExpertCounters;
import io.trivium.runtime.expert.piece.ExpertMemory;
import io.trivium.runtime.expert.piece.ExpertSettings;
import io.trivium.runtime.expert.piece.ExpertState;
import io.trivium.runtime.expert.piece.OrtGraph;
import io.trivium.runtime.expert.piece.PackPieces;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.serving.ServingConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The experts of all loaded models: their state, and commands to them. A command holds for one loaded version and is
 * forgotten when that is unloaded. Thread-safe.
 */
@ApplicationScoped
public class ExpertCatalogue {
    private static final Logger LOG = Logger.getLogger(ExpertCatalogue.class);
    private static final Duration WATCH = Duration.ofMillis(100);

    private final List<MoeModel> models = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("experts-", 0).daemon().factory());
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("expert-watch-", 0).daemon().factory());
    private final ExpertRuntime runtime;
    private final Optional<ExpertStore> store;

    @Inject
    public ExpertCatalogue(ServingConfig serving, ExpertConfig config, MeterRegistry meters) {
        this(
                OnnxEnvironment.get(serving.intraOpThreads()),
                Device.parse(serving.device()),
                ExpertSettings.of(serving.slice(), config),
                config.memoryBudget().asLongValue(),
                config.store().map(ExpertStore::new),
                meters);
        long paging = config.pagingInterval().toMillis();
        every(Duration.ofMillis(paging), background, () -> ExpertUpkeep.page(models, runtime.memory()));
        every(WATCH, background, () -> ExpertUpkeep.probe(models, System.nanoTime()));
        every(WATCH, watch, () -> {
            for (MoeModel model : models) model.checkCalls(System.nanoTime());
        });
    }

    private ExpertCatalogue(
            OnnxEnvironment environment,
            Device device,
            ExpertSettings settings,
            long budget,
            Optional<ExpertStore> store,
            MeterRegistry meters) {
        this.store = store;
        ExpertMemory memory = new ExpertMemory(budget);
        this.runtime = new ExpertRuntime(
                environment.environment(),
                (path, onnx) -> new OrtGraph(environment.open(onnx, device)),
                memory,
                settings,
                background,
                new ExpertMetrics(meters, memory));
    }

    private static void every(Duration interval, ScheduledExecutorService where, Runnable action) {
        var _ = where.scheduleWithFixedDelay(
                () -> {
                    try {
                        action.run();
                    } catch (RuntimeException e) {
                        // An exception would end the schedule, and with it the return of experts from quarantine.
                        LOG.error("the upkeep of experts failed", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Loads a pack in pieces, and the pieces that replaced some of them before; to be released by the caller. */
    ServedModel load(PackPieces pack) {
        MoeModel model = MoeModels.load(pack, runtime);
        store.ifPresent(kept -> kept.putInto(model));
        runtime.metrics().add(model);
        models.add(model);
        model.onClosed(() -> {
            models.remove(model);
            runtime.metrics().remove(model);
        });
        return model;
    }

    /** Bytes that open experts and tenants' pieces of all models may take. */
    public long budgetBytes() {
        return runtime.memory().budget();
    }

    /** Bytes they take now. */
    public long usedBytes() {
        return runtime.memory().used();
    }

    /** The open pieces of all models, each once and for every model that uses it. */
    public LoadedPieces pieces() {
        ExpertMemory memory = runtime.memory();
        return new LoadedPieces(
                memory.sessions(), memory.loaded(), runtime.metrics().named());
    }

    /**
     * The open pieces of all models.
     *
     * @param bytes of their files, each once
     * @param namedBytes the same, each as often as there are versions that use it
     */
    public record LoadedPieces(int sessions, long bytes, long namedBytes) {}

    /** Loaded models of experts, by name, then the oldest version first. */
    public List<ExpertModelView> models() {
        return models.stream()
                .sorted(Comparator.comparing(MoeModel::name)
                        .thenComparing(MoeModel::version, Comparator.naturalOrder()))
                .map(ExpertCatalogue::view)
                .toList();
    }

    /** One loaded version. */
    public Optional<ExpertModelView> model(ModelName name, VersionNumber version) {
        return find(name, version).map(ExpertCatalogue::view);
    }

    Optional<MoeModel> find(ModelName name, VersionNumber version) {
        return models.stream()
                .filter(model -> model.name().equals(name) && model.version().equals(version))
                .findFirst();
    }

    private static ExpertModelView view(MoeModel model) {
        MoeTopology topology = model.shape().topology();
        Generation generation = model.generation();
        List<ExpertView> experts = new ArrayList<>();
        for (int l = 0; l < topology.layers(); l++) {
            for (int e = 0; e < topology.experts(); e++) experts.add(view(model, generation.base(), l, e));
        }
        return new ExpertModelView(
                model.name(),
                model.version(),
                topology,
                model.residentBytes(),
                experts,
                generation.tenants().keySet().stream().sorted().toList());
    }

    private static ExpertView view(MoeModel model, PieceSet base, int layer, int number) {
        Piece piece = base.expert(layer, number);
        ExpertCounters counters = model.counters(layer, number);
        boolean masked = model.isMasked(layer, number);
        ExpertState state = ExpertState.PAGED;
        if (masked) state = ExpertState.MASKED;
        else if (piece.quarantine() != null) state = ExpertState.QUARANTINED;
        else if (piece.isOpen()) state = ExpertState.RESIDENT;
        return new ExpertView(
                model.shape().topology().id(layer, number),
                state,
                masked,
                piece.isPinned(),
                piece.isOpen(),
                piece.bytes(),
                counters.calls(),
                counters.tokens(),
                counters.latencyNanos(),
                counters.quarantines(),
                piece.lastError());
    }

    private MoeModel require(ModelName name, VersionNumber version) {
        return find(name, version).orElseThrow(() -> notLoaded(name, version));
    }

    private static PlatformException notLoaded(ModelName name, VersionNumber version) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_VERSION_NOT_FOUND,
                "there is no loaded model of experts '" + name + "' version '" + version + "' here");
    }

    private static Piece piece(MoeModel model, ExpertId id) {
        return model.generation().base().expert(id.layer(), number(model, id));
    }

    private static int number(MoeModel model, ExpertId id) {
        try {
            return model.shape().topology().number(id);
        } catch (IllegalArgumentException e) {
            throw new PlatformException(
                    RuntimeErrorCode.EXPERT_NOT_FOUND, "model '" + model.name() + "' has no expert '" + id + "'");
        }
    }

    /** Takes an expert out of use for all requests from now on, or back into use. */
    public void mask(ModelName name, VersionNumber version, ExpertId id, boolean masked) {
        MoeModel model = require(name, version);
        number(model, id);
        model.mask(id, masked);
    }

    /** As {@link #mask}, all experts of a group. */
    public void maskGroup(ModelName name, VersionNumber version, String group, boolean masked) {
        MoeModel model = require(name, version);
        ExpertGroup found = model.shape()
                .topology()
                .group(group)
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.EXPERT_NOT_FOUND,
                        "model '" + name + "' has no group of experts '" + group + "'"));
        for (int l = 0; l < model.shape().layers(); l++) {
            for (int i = 0; i < found.size(); i++) model.mask(new ExpertId(l, group, i), masked);
        }
    }

    /** Keeps an expert in memory once it is loaded, opening it now if there is room; or lets it be paged again. */
    public void pin(ModelName name, VersionNumber version, ExpertId id, boolean pinned) {
        MoeModel model = require(name, version);
        Piece piece = piece(model, id);
        piece.pin(pinned);
        if (pinned) model.openLater(piece);
    }

    /**
     * Puts the pieces of a directory, listed in its {@code expert-manifest.json}, in the place of a loaded model's: of
     * the common experts, or of a tenant's own experts, side paths and trunk. Running requests keep the pieces they
     * began with. The pieces are kept in the store and put in again whenever the version is loaded; without a store the
     * directory must stay where it is.
     *
     * @return the replaced pieces
     * @throws InvalidPackException when a piece is not sound; the pieces that served before continue to serve
     */
    public Replacement replace(ModelName name, VersionNumber version, Path directory) {
        PieceFiles given = PieceFiles.read(directory);
        put(name, version, given);
        return Replacement.of(given);
    }

    /** Whose own the pieces in a directory are, by their manifest; null for common ones. */
    public @Nullable TenantId owner(Path directory) {
        return PieceFiles.read(directory).tenant();
    }

    /** As {@link #replace}, of pieces that are listed already. */
    void put(ModelName name, VersionNumber version, PieceFiles given) {
        held(name, version, model -> {
            if (store.isEmpty()) {
                PieceSwap.run(model, given);
                return;
            }
            PieceSwap.check(model, given);
            PieceFiles kept = store.orElseThrow().keep(given);
            boolean done = false;
            try {
                PieceSwap.run(model, kept);
                done = true;
            } finally {
                if (!done) store.orElseThrow().discard(kept);
            }
        });
    }

    /** As {@link #removeTenant}, also where the version is not loaded: the tenant's pieces are not loaded with it. */
    void forgetTenant(ModelName name, VersionNumber version, TenantId tenant) {
        if (find(name, version).isPresent()) removeTenant(name, version, tenant);
        else store.ifPresent(kept -> kept.discardTenant(name, version, tenant));
    }

    /** Serves a tenant with the common pieces; does nothing when it has no pieces of its own. */
    public void removeTenant(ModelName name, VersionNumber version, TenantId tenant) {
        held(name, version, model -> {
            model.publish(now -> now.withoutTenant(tenant));
            store.ifPresent(kept -> kept.discardTenant(name, version, tenant));
        });
    }

    /** Removes all stored pieces of a version that is not loaded. */
    public void forget(ModelName name, VersionNumber version) {
        store.ifPresent(kept -> kept.discardAll(name, version));
    }

    /** Runs a command on a model that cannot be closed meanwhile. */
    private void held(ModelName name, VersionNumber version, Consumer<MoeModel> command) {
        MoeModel model = require(name, version);
        if (!model.retain()) throw notLoaded(name, version);
        try {
            command.accept(model);
        } finally {
            model.release();
        }
    }

    /** Ends background work; loaded models stay. */
    @PreDestroy
    public void stop() {
        background.shutdownNow();
        watch.shutdownNow();
    }
}
