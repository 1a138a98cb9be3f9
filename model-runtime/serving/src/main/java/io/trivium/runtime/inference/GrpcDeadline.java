package io.trivium.runtime.inference;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the caller's deadline known to the service; the HTTP server we share a port with does not. */
@GlobalInterceptor
@ApplicationScoped
public class GrpcDeadline implements ServerInterceptor {
    private static final Context.Key<Duration> TIMEOUT = Context.key("trivium-grpc-timeout");
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

    private static final Pattern FORM = Pattern.compile("[0-9]{1,8}[HMSmun]");

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Optional<Duration> timeout = parse(headers.get(HEADER));
        if (timeout.isEmpty()) return next.startCall(call, headers);
        return Contexts.interceptCall(Context.current().withValue(TIMEOUT, timeout.orElseThrow()), call, headers, next);
    }

    /** The deadline of the present call as it was when the call arrived. */
    static Optional<Duration> ofCall() {
        return Optional.ofNullable(TIMEOUT.get());
    }

    /** Reads up to eight digits and a unit: H, M, S, m, u or n; empty for anything else. */
    static Optional<Duration> parse(@Nullable String header) {
        if (header == null || !FORM.matcher(header).matches()) return Optional.empty();
        long number = Long.parseLong(header.substring(0, header.length() - 1));
        ChronoUnit unit = switch (header.charAt(header.length() - 1)) {
            case 'H' -> ChronoUnit.HOURS;
            case 'M' -> ChronoUnit.MINUTES;
            case 'S' -> ChronoUnit.SECONDS;
            case 'm' -> ChronoUnit.MILLIS;
            case 'u' -> ChronoUnit.MICROS;
            default -> ChronoUnit.NANOS;
        };
        return Optional.of(Duration.of(number, unit));
    }
}
