package io.trivium.core.testing;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.ModelInferRequest;
import io.trivium.core.inference.protocol.ModelInferResponse;
import io.trivium.core.inference.protocol.ModelReadyRequest;
import io.trivium.core.inference.protocol.ModelReadyResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A real gRPC server of the Open Inference Protocol whose answers the test writes. Each request takes the next scripted
 * answer, or the default one when there is none; a {@link StatusRuntimeException} thrown by an answer becomes the
 * call's status.
 */
public final class ScriptedInferenceServer implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ConcurrentLinkedQueue<Function<ModelInferRequest, ModelInferResponse>> script =
            new ConcurrentLinkedQueue<>();
    private final List<ModelInferRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Server server;
    private volatile Function<ModelInferRequest, ModelInferResponse> standing;

    private ScriptedInferenceServer(int port, Function<ModelInferRequest, ModelInferResponse> standing) {
        this.standing = standing;
        try {
            this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(ServerInterceptors.intercept(new Service(), new Authorizations()))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a scripted inference server", e);
        }
    }

    /** A server on a free port. */
    public static ScriptedInferenceServer start(Function<ModelInferRequest, ModelInferResponse> standing) {
        return new ScriptedInferenceServer(0, standing);
    }

    /** A server on the port that an earlier one had. */
    public static ScriptedInferenceServer start(int port, Function<ModelInferRequest, ModelInferResponse> standing) {
        return new ScriptedInferenceServer(port, standing);
    }

    /** An answer that is a failure. */
    public static Function<ModelInferRequest, ModelInferResponse> failing(Status status) {
        return request -> {
            throw status.asRuntimeException();
        };
    }

    public int port() {
        return server.getPort();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    /** Adds the answer to the next request without an earlier script. */
    public ScriptedInferenceServer then(Function<ModelInferRequest, ModelInferResponse> answer) {
        script.add(answer);
        return this;
    }

    /** Sets the answer to every request from now on when the script is at its end. */
    public void standing(Function<ModelInferRequest, ModelInferResponse> answer) {
        standing = answer;
    }

    /** Requests so far, in the order of arrival. */
    public List<ModelInferRequest> requests() {
        return List.copyOf(requests);
    }

    /** Values of the authorization header so far, of calls that had one. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Service extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
        @Override
        public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
            answer.onNext(ModelReadyResponse.newBuilder().setReady(true).build());
            answer.onCompleted();
        }

        @Override
        public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
            requests.add(request);
            Function<ModelInferRequest, ModelInferResponse> scripted = script.poll();
            try {
                answer.onNext((scripted == null ? standing : scripted).apply(request));
                answer.onCompleted();
            } catch (StatusRuntimeException e) {
                answer.onError(e);
            }
        }
    }

    private final class Authorizations implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String value = headers.get(AUTHORIZATION);
            if (value != null) authorizations.add(value);
            return next.startCall(call, headers);
        }
    }
}
