package io.trivium.core.inference;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.core.deadline.Deadlines;
import io.trivium.core.event.EventRecords;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.inference.protocol.ModelReadyRequest;
import io.trivium.core.inference.protocol.ModelReadyResponse;
import io.trivium.core.model.ModelName;
import io.trivium.core.observability.MetricNames;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Client of an Open Inference Protocol server over gRPC.
 *
 * <p>All callers share one channel. A call ends at its request's timeout at the latest, retries and token included.
 * Only UNAVAILABLE is tried again, within a budget that limits retries to a tenth of all calls; a circuit breaker stops
 * calling a server that fails. With several servers, each call goes to the one with the fewest calls in progress; if
 * that server fails or lacks the model, another one is called at once. Thread-safe; blocking, made for virtual or
 * dedicated threads.
 */
public final class InferenceClient implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(InferenceClient.class);

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> TRACEPARENT =
            Metadata.Key.of(EventRecords.TRACEPARENT_HEADER, Metadata.ASCII_STRING_MARSHALLER);

    private static final int MAX_ATTEMPTS = 3;
    private static final long FIRST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LAST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Replicas replicas;
    private final ReplicaWatch watch;
    /** Shortest timeout of calls by model, in nanoseconds. */
    private final Map<ModelName, Long> patience = new ConcurrentHashMap<>();

    private final @Nullable BearerTokens tokens;
    private final RetryBudget budget;
    private final MeterRegistry meters;
    private final Deadlines deadlines = new Deadlines("inference-client-deadlines");
    private final Map<Measured, Timer> timers = new ConcurrentHashMap<>();

    private record Measured(ModelName model, String outcome) {}

    private InferenceClient(Builder builder) {
        this.replicas = new Replicas(builder.servers.stream()
                .map(server -> new Replica(channel(builder, server), builder.breakers.get()))
                .toList());
        this.watch = new ReplicaWatch(replicas, this::rehearse, model -> patience.getOrDefault(model, Long.MAX_VALUE));
        this.tokens = builder.tokens;
        this.budget = new RetryBudget(builder.savedRetries, builder.retryShare);
        this.meters = builder.meters;
        for (CircuitBreaker.State state : CircuitBreaker.State.values()) {
            Gauge.builder(MetricNames.INFERENCE_CLIENT_CIRCUIT_STATE, replicas, r -> r.circuit() == state ? 1 : 0)
                    .tag("state", MetricNames.tagValue(state))
                    .register(meters);
        }
    }

    /** A client of the server at {@code http://host:port} (plain text, HTTP/2) or {@code https://host:port}. */
    public static Builder builder(URI server) {
        return new Builder(List.of(server));
    }

    /** A client of several servers that serve the same models. */
    public static Builder builder(List<URI> servers) {
        return new Builder(servers);
    }

    /**
     * Runs a model and waits for its answer.
     *
     * @throws InferenceException if there is no answer; its error says why
     */
    public InferenceResult infer(InferenceRequest request) {
        long deadline = System.nanoTime() + request.timeout().toNanos();
        long start = System.nanoTime();
        String outcome = "ok";
        try {
            ModelInferRequest.Builder message = InferenceMessages.request(request);
            budget.earn();
            if (replicas.areSeveral())
                patience.merge(request.modelName(), request.timeout().toNanos(), Math::min);
            ModelInferResponse answer = callWithRetries(request, message, deadline);
            return InferenceMessages.result(request.modelName(), answer);
        } catch (InferenceException e) {
            outcome = e.error().code();
            throw e;
        } finally {
            timers.computeIfAbsent(new Measured(request.modelName(), outcome), this::timer)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private Timer timer(Measured calls) {
        return Timer.builder(MetricNames.INFERENCE_CLIENT_DURATION)
                .tag("model", calls.model().value())
                .tag("outcome", calls.outcome())
                .publishPercentileHistogram()
                .register(meters);
    }

    /** Whether a server says that it can serve this model; each is called once, bypassing the circuit breaker. */
    public boolean isReady(ModelName modelName, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        return replicas.rotated().stream().anyMatch(replica -> isReady(replica, modelName, deadline));
    }

    private boolean isReady(Replica replica, ModelName modelName, long deadline) {
        try {
            ModelReadyResponse answer = call(
                    replica,
                    GRPCInferenceServiceGrpc.getModelReadyMethod(),
                    ModelReadyRequest.newBuilder().setName(modelName.value()).build(),
                    token(deadline),
                    deadline);
            return answer.getReady();
        } catch (StatusRuntimeException | InferenceException e) {
            return false;
        }
    }

    /**
     * Runs a model once, bypassing the circuit breaker, to warm up both sides or to check whether a failed server has
     * recovered. A server that has just started is slow: a probe with the timeout of live traffic would fail until it
     * is warm. Such a call is neither retried nor counted among the calls; {@link #resume} admits calls again. With
     * several servers, each call goes to another one, and to the next if that one does not answer; servers that did not
     * answer are called last from then on.
     *
     * @throws InferenceException if there is no answer; its error says why
     */
    public void rehearse(InferenceRequest request) {
        watch.rehearseWith(request);
        InferenceException failure = null;
        for (Replica replica : replicas.forRehearsal()) {
            try {
                rehearse(replica, request);
                replica.rehearsed(true);
                return;
            } catch (InferenceException e) {
                replica.rehearsed(false);
                failure = e;
            }
        }
        if (failure != null) throw failure;
    }

    private void rehearse(Replica replica, InferenceRequest request) {
        long deadline = System.nanoTime() + request.timeout().toNanos();
        try {
            ModelInferRequest.Builder message = InferenceMessages.request(request);
            InferenceMessages.limit(message, request.timeout().toNanos());
            InferenceMessages.result(
                    request.modelName(),
                    call(
                            replica,
                            GRPCInferenceServiceGrpc.getModelInferMethod(),
                            message.build(),
                            token(deadline),
                            deadline));
        } catch (StatusRuntimeException e) {
            throw InferenceMessages.failure(e);
        }
    }

    /** Admits calls again after successful rehearsals, to the servers that answered them. */
    public void resume() {
        replicas.all().stream()
                .filter(replica -> !replica.failedRehearsal())
                .forEach(replica -> replica.breaker().close());
    }

    /** State of the circuit to the server; of several, the best. */
    public CircuitBreaker.State circuit() {
        return replicas.circuit();
    }

    @Override
    public void close() {
        watch.close();
        replicas.all().forEach(replica -> replica.channel().shutdown());
        replicas.all().forEach(replica -> end(replica.channel()));
        deadlines.close();
        if (tokens instanceof ClientCredentialsTokens own) own.close();
    }

    private static void end(ManagedChannel channel) {
        try {
            if (!channel.awaitTermination(5, TimeUnit.SECONDS)) channel.shutdownNow();
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private ModelInferResponse callWithRetries(
            InferenceRequest request, ModelInferRequest.Builder message, long deadline) {
        Set<Replica> tried = replicas.areSeveral() ? new HashSet<>() : Set.of();
        for (int attempt = 1; ; attempt++) {
            Replicas.Turn turn = replicas.next(request.modelName(), tried);
            if (turn == null) {
                throw new InferenceException(
                        InferenceError.CIRCUIT_OPEN,
                        "the model runtime failed lately and is not called for the moment");
            }
            InferenceException failure;
            turn.replica().began();
            try {
                return attempt(request.modelName(), message, turn, deadline);
            } catch (InferenceException e) {
                failure = e;
            } finally {
                turn.replica().ended();
                turn.permit().abandoned();
            }
            if (replicas.areSeveral()) tried.add(turn.replica());
            boolean elsewhere = replicas.areSeveral() && replicas.hasAnother(tried);
            if (attempt == MAX_ATTEMPTS || !isWorthAnother(failure.error(), elsewhere)) throw failure;
            boolean again = elsewhere ? deadline - System.nanoTime() > 0 && budget.spend() : pause(attempt, deadline);
            if (!again) throw failure;
            meters.counter(
                            MetricNames.INFERENCE_CLIENT_RETRIES,
                            "model",
                            request.modelName().value())
                    .increment();
        }
    }

    /** An inference has no effects: a call that failed on one server may be sent to another. */
    private static boolean isWorthAnother(InferenceError error, boolean elsewhere) {
        return switch (error) {
            case UNAVAILABLE -> true;
            case MODEL_NOT_FOUND, FAILED -> elsewhere;
            case CIRCUIT_OPEN, TIMEOUT, REFUSED, NOT_PERMITTED, BAD_RESPONSE -> false;
        };
    }

    /** One attempt; tells the breaker what it learned about the server. */
    private ModelInferResponse attempt(
            ModelName model, ModelInferRequest.Builder message, Replicas.Turn turn, long deadline) {
        Replica replica = turn.replica();
        CircuitBreaker.Permit permit = turn.permit();
        String token = token(deadline);
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new InferenceException(InferenceError.TIMEOUT, "no time was left to call the model runtime");
        }
        InferenceMessages.limit(message, left);
        try {
            ModelInferResponse answer =
                    call(replica, GRPCInferenceServiceGrpc.getModelInferMethod(), message.build(), token, deadline);
            permit.succeeded();
            if (replicas.areSeveral()) replica.lacked(model, InferenceMessages.isDegraded(answer));
            return answer;
        } catch (StatusRuntimeException e) {
            InferenceException failure = InferenceMessages.failure(e);
            if (e.getStatus().getCode() == Status.Code.CANCELLED) {
                // This thread was interrupted; the server is not to blame.
                permit.abandoned();
            }
            switch (failure.error()) {
                case UNAVAILABLE, TIMEOUT, FAILED, BAD_RESPONSE, CIRCUIT_OPEN -> permit.failed();
                case MODEL_NOT_FOUND -> {
                    permit.succeeded();
                    replica.lacked(model, true);
                }
                case REFUSED -> permit.succeeded();
                case NOT_PERMITTED -> {
                    permit.succeeded();
                    if (tokens != null && token != null) tokens.refused(token);
                }
            }
            throw failure;
        } catch (RuntimeException e) {
            // Unexpected failure: the caller continues without an answer, and an operator has to investigate it.
            LOG.error("the model runtime could not be called", e);
            permit.failed();
            throw new InferenceException(
                    InferenceError.FAILED, "the model runtime could not be called: " + e.getMessage(), e);
        }
    }

    private <Q, A> A call(
            Replica replica, MethodDescriptor<Q, A> method, Q message, @Nullable String token, long deadline) {
        return UnaryCall.run(replica.channel(), method, headers(token), message, deadline, deadlines);
    }

    private static Metadata headers(@Nullable String token) {
        var headers = new Metadata();
        if (token != null) headers.put(AUTHORIZATION, "Bearer " + token);
        String traceparent = EventRecords.currentTraceparent();
        if (traceparent != null) headers.put(TRACEPARENT, traceparent);
        return headers;
    }

    private @Nullable String token(long deadline) {
        return tokens == null ? null : tokens.token(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }

    /** Waits before the next attempt, unless time or budget do not allow one. */
    private boolean pause(int attempt, long deadline) {
        long limit = Math.min(LAST_BACKOFF_NANOS, FIRST_BACKOFF_NANOS << (attempt - 1));
        long pause = ThreadLocalRandom.current().nextLong(limit / 2, limit + 1);
        long until = System.nanoTime() + pause;
        if (until - deadline >= 0 || !budget.spend()) return false;
        for (long left = pause; left > 0; left = until - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) return false;
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    private static ManagedChannel channel(Builder builder, URI server) {
        int port = server.getPort();
        boolean plain = "http".equals(server.getScheme());
        NettyChannelBuilder channel = NettyChannelBuilder.forAddress(
                        server.getHost(), port > 0 ? port : plain ? 80 : 443)
                .keepAliveTime(builder.keepAlive.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .maxInboundMessageSize(builder.maxAnswerBytes)
                // This class retries itself, within its budget and past its breaker.
                .disableRetry()
                .userAgent("trivium");
        if (plain) channel.usePlaintext();
        return channel.build();
    }

    /** Settings of a client; the defaults suit a runtime in the same data centre. */
    public static final class Builder {
        private final List<URI> servers;
        private @Nullable BearerTokens tokens;
        private Supplier<CircuitBreaker> breakers = () -> new CircuitBreaker(CircuitBreaker.Settings.DEFAULT);
        private MeterRegistry meters = new SimpleMeterRegistry();
        private Duration keepAlive = Duration.ofSeconds(30);
        private int maxAnswerBytes = 64 << 20;
        private int savedRetries = 10;
        private double retryShare = 0.1;

        private Builder(List<URI> servers) {
            if (servers.isEmpty()) {
                throw new IllegalArgumentException("a client needs the address of one model runtime at least");
            }
            servers.forEach(Builder::check);
            this.servers = List.copyOf(servers);
        }

        private static void check(URI server) {
            if (server.getHost() == null
                    || !("http".equals(server.getScheme()) || "https".equals(server.getScheme()))) {
                throw new IllegalArgumentException(
                        "the model runtime's address must be http(s)://host:port: " + server);
            }
        }

        /** Whose identity calls carry; none by default. Client credentials are closed with the client. */
        public Builder tokens(BearerTokens value) {
            this.tokens = value;
            return this;
        }

        /** The circuit of a client of one server. */
        public Builder breaker(CircuitBreaker value) {
            if (servers.size() > 1) {
                throw new IllegalArgumentException("each of several servers needs a circuit of its own");
            }
            this.breakers = () -> value;
            return this;
        }

        /** When the circuit to each server opens, and for how long. */
        public Builder circuit(CircuitBreaker.Settings value) {
            this.breakers = () -> new CircuitBreaker(value);
            return this;
        }

        public Builder meters(MeterRegistry value) {
            this.meters = value;
            return this;
        }

        /** Idle time of a connection in use after which the client checks whether it is still alive. */
        public Builder keepAlive(Duration value) {
            this.keepAlive = value;
            return this;
        }

        /** Largest answer taken. */
        public Builder maxAnswerBytes(int value) {
            this.maxAnswerBytes = value;
            return this;
        }

        /**
         * Sets the maximum number of retries.
         *
         * @param saved retries that may be saved up
         * @param share retries earned per call
         */
        public Builder retryBudget(int saved, double share) {
            this.savedRetries = saved;
            this.retryShare = share;
            return this;
        }

        public InferenceClient build() {
            return new InferenceClient(this);
        }
    }
}
