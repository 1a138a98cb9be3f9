package io.trivium.runtime.inference;

import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The meters that Micrometer's gRPC interceptor keeps, for calls that do not pass it: the same names and tags, so that
 * both count into the same. Thread-safe.
 */
final class GrpcCallMeters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter received;
    private final Counter sent;
    private final Map<Status.Code, Timer> durations = new ConcurrentHashMap<>();

    /** @param service full name
     * @param method its name within the service; unary */
    GrpcCallMeters(MeterRegistry registry, String service, String method) {
        this.registry = registry;
        this.tags = Tags.of("service", service, "method", method, "methodType", "UNARY");
        this.received = Counter.builder("grpc.server.requests.received")
                .description("The total number of requests received")
                .baseUnit("messages")
                .tags(tags)
                .register(registry);
        this.sent = Counter.builder("grpc.server.responses.sent")
                .description("The total number of responses sent")
                .baseUnit("messages")
                .tags(tags)
                .register(registry);
    }

    void received() {
        received.increment();
    }

    void answered(long nanos) {
        sent.increment();
        ended(Status.Code.OK, nanos);
    }

    void ended(Status.Code code, long nanos) {
        durations.computeIfAbsent(code, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Status.Code code) {
        return Timer.builder("grpc.server.processing.duration")
                .description("The total time taken for the server to complete the call")
                .tags(tags)
                .tag("statusCode", code.name())
                .register(registry);
    }
}
