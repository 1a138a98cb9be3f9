package io.trivium.runtime.inference;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.tenancy.InferenceTenants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * The fast path of inferences over gRPC: a call whose bearer was {@linkplain Admissions admitted} a moment ago is
 * taken from the connection's event loop to the queue of its model and answered from there, without the layers that
 * authenticate the caller. Every other call takes the regular path, through {@link OipGrpcService}: those with a token not
 * seen lately or with none, and compressed ones.
 *
 * <p>It runs before the filters that put headers for browsers into answers; no browser speaks gRPC over HTTP/2.
 */
@ApplicationScoped
class GrpcInferRoute {
    /** Before the filters of platform-core. */
    private static final int FIRST = 3_000_000;

    private static final String PATH =
            "/" + GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName();
    private static final String SERVICE = GRPCInferenceServiceGrpc.SERVICE_NAME;
    private static final String METHOD = "ModelInfer";
    private static final int DEFAULT_LIMIT_BYTES = 4 << 20;
    private static final int MOST_FLUSHES = 64;

    private final GrpcInference calls;
    private final Admissions admissions;
    private final GrpcCallMeters meters;
    private final int limitBytes;

    GrpcInferRoute(GrpcInference calls, Admissions admissions, MeterRegistry registry, Config config) {
        this.calls = calls;
        this.admissions = admissions;
        this.meters = new GrpcCallMeters(registry, SERVICE, METHOD);
        this.limitBytes = config.getOptionalValue("quarkus.grpc.server.max-inbound-message-size", Integer.class)
                .orElse(DEFAULT_LIMIT_BYTES);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        InferenceTenants tenants = isInference(request) ? admissions.find(request.headers()) : null;
        if (tenants == null) {
            routing.next();
            return;
        }
        consolidateFlushes(request);
        new GrpcExchange(request, routing.vertx().getOrCreateContext(), tenants, calls, meters, limitBytes).begin();
    }

    /**
     * An answer is three frames, which Vert.x flushes one by one: a system call each, and a client that wakes for less
     * than the whole. Instead, the writes of one turn of the event loop are sent together.
     */
    private static void consolidateFlushes(HttpServerRequest request) {
        if (!(request.connection() instanceof ConnectionBase connection)) return;
        ChannelPipeline pipeline = connection.channel().pipeline();
        if (pipeline.get(FlushConsolidationHandler.class) == null) {
            pipeline.addFirst(new FlushConsolidationHandler(MOST_FLUSHES, true));
        }
    }

    private static boolean isInference(HttpServerRequest request) {
        return PATH.equals(request.path())
                && request.version() == HttpVersion.HTTP_2
                && request.method().equals(HttpMethod.POST)
                && isProtobuf(request.getHeader(HttpHeaders.CONTENT_TYPE))
                && isPlain(request.getHeader("grpc-encoding"));
    }

    private static boolean isProtobuf(@Nullable String type) {
        return "application/grpc".equals(type) || "application/grpc+proto".equals(type);
    }

    private static boolean isPlain(@Nullable String encoding) {
        return encoding == null || "identity".equals(encoding);
    }
}
