package io.trivium.runtime.frontpage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Startup;
import io.trivium.runtime.frontpage.ServiceView.CheckView;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Queries the health of the platform's services concurrently; requests meanwhile or soon after get the same answer, so
 * that many open front pages cost no more than one. Thread-safe.
 */
@ApplicationScoped
@Startup
class ServiceHealth {
    private static final int OK = 200;
    private static final int NOT_READY = 503;

    private final List<PlatformService> services;
    private final Duration timeout;
    private final Duration age;
    private final InstantSource clock;
    private final ObjectMapper json;
    private final HttpClient http;
    private final AtomicReference<@Nullable Look> latest = new AtomicReference<>();

    private record Look(Instant at, CompletableFuture<List<ServiceView>> services) {}

    ServiceHealth(FrontPageConfig config, InstantSource clock, ObjectMapper json) {
        this.services = PlatformService.read(config);
        this.timeout = config.healthTimeout();
        this.age = config.healthAge();
        this.clock = clock;
        this.json = json;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The services in their configured order; waits for those that have not answered, at most the configured time. */
    List<ServiceView> services() {
        Instant now = clock.instant();
        Look known = latest.get();
        if (known == null || !now.isBefore(known.at().plus(age))) {
            Look look = new Look(now, new CompletableFuture<>());
            if (latest.compareAndSet(known, look)) {
                try {
                    look.services().complete(ask().join());
                } catch (RuntimeException e) {
                    look.services().completeExceptionally(e);
                }
                known = look;
            } else {
                known = latest.get();
            }
        }
        return known == null ? List.of() : known.services().join();
    }

    private CompletableFuture<List<ServiceView>> ask() {
        List<CompletableFuture<ServiceView>> answers =
                services.stream().map(this::ask).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(
                        ignored -> answers.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<ServiceView> ask(PlatformService service) {
        HttpRequest request = HttpRequest.newBuilder(service.health())
                .timeout(timeout)
                .header("Accept", "application/json")
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> answered(service, response))
                .exceptionally(failure -> view(service, Health.UNREACHABLE, List.of(), reason(failure)));
    }

    private ServiceView answered(PlatformService service, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == OK) return view(service, Health.UP, checks(response.body()), null);
        if (status == NOT_READY) {
            return view(service, Health.DOWN, checks(response.body()), "It says that it is not ready.");
        }
        return view(service, Health.DOWN, List.of(), "Its health address answers " + status + ".");
    }

    private String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof HttpTimeoutException
                ? "It has not answered within " + timeout.toMillis() + " ms."
                : "It does not accept connections.";
    }

    /** The checks of a MicroProfile Health answer; another answer has none. */
    private List<CheckView> checks(String body) {
        List<CheckView> checks = new ArrayList<>();
        try {
            for (JsonNode check : json.readTree(body).path("checks")) {
                String name = check.path("name").asText("");
                if (!name.isEmpty()) {
                    checks.add(
                            new CheckView(name, "UP".equals(check.path("status").asText(""))));
                }
            }
        } catch (JsonProcessingException e) {
            return List.of();
        }
        return checks;
    }

    private static ServiceView view(
            PlatformService service, Health health, List<CheckView> checks, @Nullable String detail) {
        return new ServiceView(
                service.name(),
                health,
                checks,
                service.console().map(Object::toString).orElse(null),
                detail);
    }
}
