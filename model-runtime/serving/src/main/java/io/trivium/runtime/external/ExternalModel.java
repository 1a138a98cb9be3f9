package io.trivium.runtime.external;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trivium.core.error.PlatformException;
import io.trivium.core.inference.CircuitBreaker;
import io.trivium.core.model.ModelName;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.execution.ExecutionReport;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.inference.OipExchange;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.serving.Delegates;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A model that another server answers for. A request is checked as for a model of this process, waits no longer than its
 * deadline, and gets the problems that such a model gives; a server that fails is left alone for a while, in which
 * requests are refused at once. Thread-safe.
 */
final class ExternalModel implements Delegates.Delegate, AutoCloseable {
    private static final CircuitBreaker.Settings DEFAULT = CircuitBreaker.Settings.DEFAULT;

    private final ModelName name;
    private final ExternalConfig.Engine engine;
    private final ModelSpec spec;
    private final ModelSignature signature;
    private final OipServer server;
    private final CircuitBreaker breaker;
    private final MeterRegistry meters;
    private final Executor threads;
    private volatile boolean verified;

    /** @param threads on which requests wait for the server */
    ExternalModel(
            ModelName name, ExternalConfig.Engine engine, ModelSpec spec, MeterRegistry meters, Executor threads) {
        this.name = name;
        this.engine = engine;
        this.spec = spec;
        this.signature = ModelSignature.of(spec, true);
        this.server = new OipServer(name.value(), engine);
        Duration pause = engine.longestPause();
        Duration first = pause.compareTo(DEFAULT.shortestPause()) < 0 ? pause : DEFAULT.shortestPause();
        this.breaker = new CircuitBreaker(new CircuitBreaker.Settings(
                DEFAULT.consecutiveFailures(), DEFAULT.window(), DEFAULT.failureRate(), first, pause));
        this.meters = meters;
        this.threads = threads;
        Gauge.builder(ExternalMetrics.OPEN, breaker, state -> state.state() == CircuitBreaker.State.CLOSED ? 0 : 1)
                .tag("model", name.value())
                .description("1 while a server that failed is not asked")
                .register(meters);
    }

    /**
     * Compares the server's metadata with the specification.
     *
     * @throws InvalidPackException naming every difference
     * @throws OipServerException when the server does not provide it
     */
    void verify() throws OipServerException {
        OipServer.Metadata metadata = server.metadata(engine.timeout());
        List<String> faults = new ArrayList<>();
        new ModelSignature(
                        renamed(metadata.inputs(), engine.inputs()),
                        renamed(metadata.outputs(), engine.outputs()),
                        true)
                .compare(spec, faults);
        if (!faults.isEmpty()) {
            throw new InvalidPackException(
                    "model " + name + " on " + engine.url() + " is not what " + engine.spec() + " promises", faults);
        }
        verified = true;
    }

    /** Ports by the specification's names. */
    private static List<ModelSignature.Port> renamed(List<ModelSignature.Port> ports, Map<String, String> theirs) {
        List<ModelSignature.Port> renamed = new ArrayList<>();
        for (ModelSignature.Port port : ports) {
            String ours = ours(port.name(), theirs);
            renamed.add(new ModelSignature.Port(ours, port.type(), port.shape()));
        }
        return renamed;
    }

    private static String ours(String name, Map<String, String> theirs) {
        return theirs.entrySet().stream()
                .filter(each -> each.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(name);
    }

    @Override
    public InferenceService.Description describe() {
        return new InferenceService.Description(
                name,
                engine.modelVersion().map(List::of).orElse(List.of()),
                List.copyOf(signature.inputs()),
                List.copyOf(signature.outputs()),
                new InferenceService.Limits(
                        signature.isBatched(),
                        spec.serving(),
                        spec.latencyClass(),
                        engine.timeout(),
                        engine.timeout()));
    }

    @Override
    public boolean isReady() {
        return verified && breaker.state() != CircuitBreaker.State.OPEN;
    }

    @Override
    public CompletableFuture<InferenceAnswer> infer(InferenceCall call) {
        Optional<String> version = call.version();
        if (version.isPresent() && !version.equals(engine.modelVersion())) {
            throw new PlatformException(
                    RuntimeErrorCode.MODEL_VERSION_NOT_FOUND,
                    "there is no version '" + version.orElseThrow() + "' of model '" + name + "' here");
        }
        Map<String, Tensor> inputs = signature.check(name, call.inputs());
        List<String> outputs = signature.chosenOutputs(name, call.outputs());
        Duration wait = call.timeout()
                .filter(asked -> asked.compareTo(engine.timeout()) < 0)
                .orElse(engine.timeout());
        long deadline = System.nanoTime() + wait.toNanos();
        return CompletableFuture.supplyAsync(() -> guarded(inputs, outputs, deadline), threads);
    }

    private InferenceAnswer guarded(Map<String, Tensor> inputs, List<String> outputs, long deadline) {
        CircuitBreaker.Permit permit = breaker.tryAcquire();
        if (permit == null) {
            throw problem(OipServerException.Kind.UNAVAILABLE, "it has failed and is not asked for a while", null);
        }
        long start = System.nanoTime();
        try {
            if (!verified) verify();
            Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
            OipExchange.Answer answer = server.infer(theirs(inputs), theirs(outputs), left);
            List<Tensor> checked = checked(answer.outputs(), outputs, inputs);
            permit.succeeded();
            Timer.builder(ExternalMetrics.DURATION)
                    .tag("model", name.value())
                    .register(meters)
                    .record(Duration.ofNanos(System.nanoTime() - start));
            String version = answer.version().or(engine::modelVersion).orElse("");
            return new InferenceAnswer(name, version, checked, ExecutionReport.WHOLE);
        } catch (OipServerException e) {
            if (e.kind() == OipServerException.Kind.REFUSED) permit.succeeded();
            else permit.failed();
            throw problem(e.kind(), e.what(), e);
        } catch (InvalidPackException e) {
            permit.failed();
            throw problem(OipServerException.Kind.UNAVAILABLE, "it is not what is promised: " + e.faults(), e);
        } finally {
            permit.abandoned();
        }
    }

    private List<Tensor> theirs(Map<String, Tensor> inputs) {
        return inputs.values().stream()
                .map(tensor -> named(tensor, engine.inputs().getOrDefault(tensor.name(), tensor.name())))
                .toList();
    }

    private List<String> theirs(List<String> outputs) {
        return outputs.stream()
                .map(output -> engine.outputs().getOrDefault(output, output))
                .toList();
    }

    private static Tensor named(Tensor tensor, String other) {
        return tensor.type().isFixedSize()
                ? Tensor.of(other, tensor.type(), tensor.shape(), tensor.data())
                : Tensor.ofTexts(other, tensor.shape(), tensor.texts());
    }

    /** The requested outputs by our names, each of the promised type and shape, with the inputs' rows, and finite. */
    private List<Tensor> checked(List<Tensor> given, List<String> outputs, Map<String, Tensor> inputs)
            throws OipServerException {
        List<Tensor> checked = new ArrayList<>();
        for (String output : outputs) {
            String theirs = engine.outputs().getOrDefault(output, output);
            Tensor tensor = given.stream()
                    .filter(each -> each.name().equals(theirs))
                    .findFirst()
                    .orElseThrow(() -> new OipServerException(
                            OipServerException.Kind.FAILED, "its answer has no output '" + theirs + "'"));
            ModelSignature.Port port = signature.outputs().stream()
                    .filter(each -> each.name().equals(output))
                    .findFirst()
                    .orElseThrow();
            if (!fits(tensor, port, inputs)) {
                throw new OipServerException(
                        OipServerException.Kind.FAILED,
                        "its answer has " + tensor + " where " + port.type() + port.shape() + " is promised");
            }
            if (tensor.firstNotFinite() >= 0) {
                throw new OipServerException(
                        OipServerException.Kind.FAILED, "its output '" + theirs + "' has a number that is not finite");
            }
            checked.add(named(tensor, output));
        }
        return checked;
    }

    private boolean fits(Tensor tensor, ModelSignature.Port port, Map<String, Tensor> inputs) {
        if (tensor.type() != port.type() || tensor.rank() != port.shape().size()) return false;
        for (int i = 0; i < tensor.rank(); i++) {
            long promised = port.shape().get(i);
            if (promised >= 0 && promised != tensor.size(i)) return false;
        }
        return !signature.isBatched()
                || tensor.size(0) == inputs.values().iterator().next().size(0);
    }

    private PlatformException problem(OipServerException.Kind kind, String what, @Nullable Throwable cause) {
        Counter.builder(ExternalMetrics.FAILURES)
                .tag("model", name.value())
                .tag("reason", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(meters)
                .increment();
        String sentence = "the server that answers for model '" + name + "' did not: " + what;
        RuntimeErrorCode code = switch (kind) {
            case UNAVAILABLE, NOT_PERMITTED -> RuntimeErrorCode.MODEL_NOT_READY;
            case TIMEOUT -> RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED;
            case REFUSED -> RuntimeErrorCode.INFERENCE_REQUEST_INVALID;
            case FAILED -> RuntimeErrorCode.MODEL_FAILED;
        };
        return new PlatformException(code, sentence, Map.of(), cause);
    }

    @Override
    public void close() {
        server.close();
    }
}
