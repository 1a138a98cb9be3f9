package io.trivium.runtime.serving;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.execution.ModelLoader;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.execution.OnnxTensors;
import io.trivium.runtime.execution.ServedModel;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.LatencyClass;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.tensor.Tensor;
import io.trivium.runtime.tensor.TensorType;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The models loaded in this process and inference on them. A version can be loaded, made the default and unloaded while
 * requests run: a request keeps the version it began with until it is answered. Thread-safe.
 */
@ApplicationScoped
public class InferenceService {
    private static final int ORDINARY_PRIORITY = 1_000;

    private final ServingConfig config;
    private final ModelLoader loader;
    private final Scheduler scheduler;
    private final MeterRegistry meters;
    private final Map<ModelName, Versions> models = new ConcurrentHashMap<>();
    /** Versions by alias, by model. */
    private final Map<ModelName, Map<String, VersionNumber>> aliases = new ConcurrentHashMap<>();

    private volatile boolean ready;
    private volatile TrafficSplit split = TrafficSplit.NONE;
    private volatile Delegates delegates = Delegates.NONE;

    /** @param standard the version that answers unversioned requests, or empty */
    private record Versions(Map<VersionNumber, LoadedModel> loaded, Optional<VersionNumber> standard) {
        static final Versions NONE = new Versions(Map.of(), Optional.empty());

        Versions with(LoadedModel model) {
            Map<VersionNumber, LoadedModel> all = new TreeMap<>();
            all.putAll(loaded);
            all.put(model.version(), model);
            return new Versions(all, standard);
        }

        @Nullable
        LoadedModel find(VersionNumber version) {
            return loaded.get(version);
        }

        Versions without(VersionNumber version) {
            Map<VersionNumber, LoadedModel> all = new TreeMap<>();
            all.putAll(loaded);
            all.remove(version);
            return new Versions(all, standard.filter(other -> !other.equals(version)));
        }
    }

    @Inject
    public InferenceService(ServingConfig config, ModelLoader loader, MeterRegistry meters) {
        this(config, loader, meters, System::nanoTime);
    }

    /** @param workNanos see {@link Scheduler} */
    InferenceService(ServingConfig config, ModelLoader loader, MeterRegistry meters, LongSupplier workNanos) {
        this.config = config;
        this.loader = loader;
        int workers =
                config.workers() > 0 ? config.workers() : Runtime.getRuntime().availableProcessors();
        this.scheduler = new Scheduler(workers, config, meters, workNanos);
        this.meters = meters;
        EnergyMeter.register(meters, Path.of("/sys/class/powercap"), DeviceEnergy.all());
    }

    /**
     *  Loads a verified pack; does nothing when that version is loaded already.
     * @throws InvalidPackException when it cannot be served; versions loaded before continue to serve
     */
    public void load(ModelPack pack) {
        ModelName name = pack.manifest().name();
        if (isLoaded(name, pack.manifest().version())) return;
        add(loader.load(pack));
    }

    /** Takes a model over, with the reference that its loader holds. */
    void add(ServedModel model) {
        models.compute(model.name(), (name, versions) -> {
            Versions before = versions == null ? Versions.NONE : versions;
            if (before.loaded().containsKey(model.version())) {
                // Another thread was first.
                model.release();
                return before;
            }
            ModelLoad load = before.loaded().values().stream()
                    .findAny()
                    .map(other -> other.load)
                    .orElseGet(() -> new ModelLoad(name, meters));
            return before.with(new LoadedModel(model, load));
        });
    }

    /** Makes a loaded version the one that answers unversioned requests. */
    public void makeDefault(ModelName name, VersionNumber version) {
        models.compute(name, (key, versions) -> {
            if (versions == null || versions.find(version) == null) throw versionNotFound(name, version.value());
            return new Versions(versions.loaded(), Optional.of(version));
        });
    }

    /** Lets requests name versions by these aliases too, and by no others. */
    public void setAliases(ModelName name, Map<String, VersionNumber> versionsByAlias) {
        aliases.put(name, Map.copyOf(versionsByAlias));
    }

    /** The version that an alias names, or a number itself; null for a text that is neither. */
    private @Nullable VersionNumber resolved(ModelName name, String versionOrAlias) {
        VersionNumber named = aliases.getOrDefault(name, Map.of()).get(versionOrAlias);
        return named != null ? named : VersionNumber.parse(versionOrAlias).orElse(null);
    }

    /**
     * The loaded version that a version, an alias or nothing names.
     *
     * @throws PlatformException when there is none
     */
    public VersionNumber resolve(ModelName name, Optional<String> versionOrAlias) {
        LoadedModel model = acquire(name, versionOrAlias);
        try {
            return model.version();
        } finally {
            model.served.release();
        }
    }

    /** Bytes of weights a loaded version has in open sessions; empty when it is not loaded. */
    public Optional<Long> residentBytes(ModelName name, VersionNumber version) {
        Versions versions = models.get(name);
        return Optional.ofNullable(versions == null ? null : versions.find(version))
                .map(model -> model.served.residentBytes());
    }

    /** Takes a version out of service; requests that run on it finish first. Does nothing when it is not loaded. */
    public void unload(ModelName name, VersionNumber version) {
        AtomicReference<@Nullable LoadedModel> removed = new AtomicReference<>();
        models.computeIfPresent(name, (key, versions) -> {
            LoadedModel model = versions.loaded().get(version);
            removed.set(model);
            Versions rest = versions.without(version);
            if (!rest.loaded().isEmpty()) return rest;
            if (model != null) model.load.metrics.remove();
            return null;
        });
        LoadedModel model = removed.get();
        if (model != null) model.served.release();
    }

    public boolean isLoaded(ModelName name, VersionNumber version) {
        Versions versions = models.get(name);
        return versions != null && versions.find(version) != null;
    }

    public Optional<VersionNumber> defaultVersion(ModelName name) {
        Versions versions = models.get(name);
        return versions == null ? Optional.empty() : versions.standard();
    }

    /** Loaded versions, oldest first; empty when the model is not loaded. */
    public List<VersionNumber> versions(ModelName name) {
        Versions versions = models.get(name);
        return versions == null ? List.of() : List.copyOf(versions.loaded().keySet());
    }

    public List<ModelName> models() {
        return models.keySet().stream().sorted().toList();
    }

    /** Whether a version, or the default one, answers requests. */
    public boolean isReady(ModelName name, Optional<String> versionOrAlias) {
        Optional<Delegates.Delegate> delegate = delegates.find(name);
        if (delegate.isPresent()) return delegate.orElseThrow().isReady();
        if (versionOrAlias.isEmpty()) return defaultVersion(name).isPresent();
        VersionNumber version = resolved(name, versionOrAlias.orElseThrow());
        return version != null && isLoaded(name, version);
    }

    /** Whether requests may name it now or once a version is active: a model of this server, a version that is loaded. */
    public boolean isKnown(ModelName name, Optional<String> versionOrAlias) {
        return isReady(name, versionOrAlias)
                || delegates.find(name).isPresent()
                || (versionOrAlias.isEmpty() && models.containsKey(name));
    }

    /** Whether the server has done its start-up; set once by the code that loads the models. */
    public boolean isReady() {
        return ready;
    }

    /** Tells that the models of the registry are loaded. */
    public void markReady() {
        ready = true;
    }

    /** The description of a model for the protocol's metadata.
     * @param versions as the server that answers for the model names them
     * @param limits what the model takes */
    public record Description(
            ModelName name,
            List<String> versions,
            List<ModelSignature.Port> inputs,
            List<ModelSignature.Port> outputs,
            Limits limits) {}

    /**
     * The limits of requests for a model.
     *
     * @param batched whether requests may have several rows, and are joined
     * @param serving its own settings: largest batch, wait and queue
     * @param defaultTimeout of requests that set none
     * @param maxTimeout longest that a request may set
     */
    public record Limits(
            boolean batched,
            ModelSpec.Serving serving,
            LatencyClass latencyClass,
            Duration defaultTimeout,
            Duration maxTimeout) {}

    /** Whether a version serves.
     * @param version empty where another server answers for the model and names none */
    public record Entry(ModelName name, String version, boolean ready) {}

    /** Every version that is loaded here, and the models that other servers answer for. */
    public List<Entry> index() {
        List<Entry> entries = new ArrayList<>();
        Delegates others = delegates;
        for (ModelName name : models()) {
            if (others.find(name).isPresent()) continue;
            for (VersionNumber version : versions(name)) entries.add(new Entry(name, version.value(), true));
        }
        for (ModelName name : others.models()) {
            Delegates.Delegate delegate = others.find(name).orElseThrow();
            List<String> versions = delegate.describe().versions();
            for (String version : versions.isEmpty() ? List.of("") : versions) {
                entries.add(new Entry(name, version, delegate.isReady()));
            }
        }
        return entries;
    }

    /**
     * The statistics of a version, of all loaded versions of a model, or of all models; none for a model that another
     * server answers for.
     *
     * @throws PlatformException when there is no such model or version
     */
    public List<ModelStatistics.View> statistics(Optional<ModelName> name, Optional<String> versionOrAlias) {
        List<ModelStatistics.View> views = new ArrayList<>();
        for (ModelName model : name.map(List::of).orElseGet(this::models)) {
            if (delegates.find(model).isPresent()) continue;
            if (versionOrAlias.isEmpty() && !name.isEmpty() && !models.containsKey(model)) {
                throw modelNotFound(model.value());
            }
            for (VersionNumber each : versionOrAlias
                    .map(one -> List.of(resolve(model, versionOrAlias)))
                    .orElseGet(() -> versions(model))) {
                Versions versions = models.get(model);
                LoadedModel loaded = versions == null ? null : versions.find(each);
                if (loaded != null) views.add(loaded.statistics.view(model, each));
            }
        }
        return views;
    }

    /** The limits of a model with these settings. */
    private Limits limits(LoadedModel model) {
        ModelSpec spec = model.served.spec();
        return new Limits(
                model.signature.isBatched(),
                spec.serving(),
                spec.latencyClass(),
                config.defaultTimeout(),
                config.maxTimeout());
    }

    /**
     * Describes a model.
     *
     * @throws PlatformException when there is no such model or version
     */
    public Description describe(ModelName name, Optional<String> versionOrAlias) {
        Optional<Delegates.Delegate> delegate = delegates.find(name);
        if (delegate.isPresent()) return delegate.orElseThrow().describe();
        LoadedModel model = acquire(name, versionOrAlias);
        try {
            return new Description(
                    name,
                    versions(name).stream().map(VersionNumber::value).toList(),
                    List.copyOf(model.signature.inputs()),
                    List.copyOf(model.signature.outputs()),
                    limits(model));
        } finally {
            model.served.release();
        }
    }

    /** Lets other servers answer for some models, whatever is loaded here under their names. */
    public void delegateTo(Delegates others) {
        delegates = others;
    }

    /** Sets the traffic split that chooses the version of requests that name none. */
    public void splitBy(TrafficSplit other) {
        split = other;
    }

    /**
     * Answers a copy of a request on the calling thread, without using the queues.
     *
     * @throws ExecutionException when the version cannot answer it
     * @throws PlatformException when the version is not loaded or does not take such requests
     */
    public Rehearsal rehearse(InferenceCall call, VersionNumber version) throws ExecutionException {
        LoadedModel model = acquire(call.model(), Optional.of(version.value()));
        try {
            return Rehearsal.of(model, call);
        } finally {
            model.served.release();
        }
    }

    /** Queues an inference; the future ends with the answer or a {@link PlatformException}. Cancelling it drops the request.
     * @throws PlatformException when the request is wrong, the model is not there or its queue is full */
    public CompletableFuture<InferenceAnswer> infer(InferenceCall call) {
        Optional<Delegates.Delegate> delegate = delegates.find(call.model());
        if (delegate.isPresent()) return delegate.orElseThrow().infer(call);
        TrafficSplit.@Nullable Turn turn = call.version().isEmpty() ? split.turn(call) : null;
        LoadedModel model = acquire(call, turn);
        InferenceTask task;
        try {
            task = task(model, call);
        } catch (RuntimeException e) {
            model.served.release();
            throw e;
        }
        if (turn != null) {
            CompletableFuture<InferenceAnswer> _ =
                    task.answer.whenComplete((answer, failure) -> turn.ended(model.version(), answer, failure));
        }
        scheduler.submit(task);
        CompletableFuture<InferenceAnswer> result = task.answer.exceptionally(failure -> {
            throw failed(model, failure);
        });
        CompletableFuture<InferenceAnswer> guarded = result.whenComplete((answer, failure) -> {
            if (result.isCancelled()) task.answer.cancel(false);
        });
        return guarded.isDone() ? guarded : result;
    }

    private static PlatformException failed(LoadedModel model, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) return InferenceTask.deadlineExceeded(model.name());
        if (cause instanceof PlatformException known) return known;
        return new PlatformException(RuntimeErrorCode.MODEL_FAILED, "the inference was abandoned", Map.of(), cause);
    }

    private InferenceTask task(LoadedModel model, InferenceCall call) {
        Map<String, Tensor> inputs = model.signature.check(model.name(), call.inputs());
        for (Tensor input : inputs.values()) {
            if (input.type() == TensorType.BYTES && !OnnxTensors.isText(input)) {
                throw invalid("input '" + input.name() + "' holds bytes that are not UTF-8 text");
            }
        }
        List<String> outputs = model.signature.chosenOutputs(model.name(), call.outputs());
        if (call.priority() < 0) throw invalid("priority " + call.priority() + " is negative");
        Duration timeout = call.timeout().orElse(config.defaultTimeout());
        if (timeout.compareTo(config.maxTimeout()) > 0) timeout = config.maxTimeout();
        long now = System.nanoTime();
        int priority = call.priority() == 0 ? ORDINARY_PRIORITY : call.priority();
        InferenceTask task = new InferenceTask(
                model,
                inputs,
                outputs,
                call.tenant(),
                latencyClass(model, call),
                priority,
                now,
                now + timeout.toNanos());
        int most = model.served.spec().serving().maxBatch();
        if (task.rows > most) {
            throw invalid(
                    "the batch of " + task.rows + " rows is larger than model '" + model.name() + "' takes, " + most);
        }
        return task;
    }

    private static LatencyClass latencyClass(LoadedModel model, InferenceCall call) {
        LatencyClass own = model.served.spec().latencyClass();
        LatencyClass asked = call.latencyClass().orElse(own);
        if (asked.compareTo(own) < 0) {
            throw invalid("model '" + model.name() + "' is of latency class " + own + "; " + asked
                    + " is more urgent than that");
        }
        return asked;
    }

    /** The version of a turn, when it is loaded, or else the one that the call names. */
    private LoadedModel acquire(InferenceCall call, TrafficSplit.@Nullable Turn turn) {
        Versions versions = models.get(call.model());
        VersionNumber other = turn == null ? null : turn.version();
        LoadedModel model = versions == null || other == null ? null : versions.find(other);
        return model != null && model.served.retain() ? model : acquire(call.model(), call.version());
    }

    private LoadedModel acquire(ModelName name, Optional<String> versionOrAlias) {
        while (true) {
            Versions versions = models.get(name);
            if (versions == null) throw modelNotFound(name.value());
            LoadedModel model;
            if (versionOrAlias.isPresent()) {
                String given = versionOrAlias.orElseThrow();
                VersionNumber named = resolved(name, given);
                model = named == null ? null : versions.find(named);
                if (model == null) {
                    // The alias may have moved and the version may have been unloaded since.
                    if (!Objects.equals(resolved(name, given), named)) continue;
                    throw versionNotFound(name, given);
                }
            } else {
                model = versions.standard()
                        .map(versions.loaded()::get)
                        .orElseThrow(() -> new PlatformException(
                                RuntimeErrorCode.MODEL_NOT_READY, "no version of model '" + name + "' is active"));
            }
            if (model.served.retain()) return model;
        }
    }

    /**
     * The model that a request names.
     *
     * @throws PlatformException {@code model-not-found} when the text is not a model name
     */
    public static ModelName named(String name) {
        return ModelName.parse(name).orElseThrow(() -> modelNotFound(name));
    }

    private static PlatformException modelNotFound(String name) {
        return new PlatformException(RuntimeErrorCode.MODEL_NOT_FOUND, "there is no model '" + name + "' here");
    }

    private static PlatformException versionNotFound(ModelName name, String version) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_VERSION_NOT_FOUND,
                "there is no version '" + version + "' of model '" + name + "' here");
    }

    private static PlatformException invalid(String message) {
        return new PlatformException(RuntimeErrorCode.INFERENCE_REQUEST_INVALID, message);
    }

    /** The state of each latency class, the most urgent first. */
    public List<ClassState> classes() {
        return scheduler.states();
    }

    /** The latencies of requests in the last hours, by latency class and model. */
    public LatencyHistory history() {
        return scheduler.history();
    }

    /** Answers the accepted requests, then closes every session. */
    @PreDestroy
    public void stop() {
        scheduler.close(config.drainTimeout());
        List<ModelName> names = new ArrayList<>(models.keySet());
        for (ModelName name : names) {
            for (VersionNumber version : versions(name)) unload(name, version);
        }
    }
}
