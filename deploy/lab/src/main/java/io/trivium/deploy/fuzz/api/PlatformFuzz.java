package io.trivium.deploy.fuzz.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.standalone.RoleClients;
import io.trivium.deploy.standalone.RoleClients.RoleClient;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Fuzzes the services of a running platform, which is discarded afterwards: the effects of operations remain, and the
 * realm gets a client for each role.
 */
public final class PlatformFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HOURS = Duration.ofHours(8);
    private static final Map<String, String> DOMAINS = Map.of(
            "domain-fin", "bank", "domain-med", "hospital", "domain-industrial", "plant", "model-runtime", "bank");
    private static final String SHARED = "model-runtime";
    private static final String EXPIRED = "trivium-fuzz-expired";
    private static final String NO_AUDIENCE = "trivium-fuzz-no-audience";

    private final Platform platform;
    private final PlatformStatus status;
    private final HttpClient http;
    private final Identity identity;
    private final RoleClients clients;

    /** @throws LauncherException where the platform is not ready */
    public PlatformFuzz(Platform platform, HttpClient http) {
        if (!platform.isRunning()) {
            throw LauncherException.notReady(
                    "The platform is not running; start one that may be thrown away with ./trivium up --data-dir DIR.");
        }
        this.platform = platform;
        this.status = platform.status()
                .filter(PlatformStatus::ready)
                .orElseThrow(() -> LauncherException.notReady("The platform is not ready; see ./trivium status."));
        this.http = http;
        this.identity = new Identity(status, platform.data(), http);
        this.clients = new RoleClients(status, platform.data(), Installation.current(), http);
    }

    public Report run(ApiLimits limits) throws IOException, InterruptedException {
        addClients();
        List<Caller> impostors = impostors();
        List<FuzzedService> services = new ArrayList<>();
        for (Map.Entry<String, Integer> service : status.ports().services().entrySet()) {
            if (status.component(service.getKey()).isPresent()) {
                services.add(service(service.getKey(), service.getValue(), impostors));
            }
        }
        return new ApiFuzz(
                        services,
                        limits,
                        Installation.current().root(),
                        platform.data().root().resolve("fuzz-api").resolve("seed-" + limits.seed()))
                .run();
    }

    private void addClients() throws IOException, InterruptedException {
        List<RoleClient> all = new ArrayList<>();
        for (String domain : Set.copyOf(DOMAINS.values())) {
            for (String role : clients.roles()) {
                all.add(new RoleClient(member(role, domain), "demo-" + domain, List.of(role), true, HOURS));
            }
            all.add(new RoleClient(stranger(domain), "other-" + domain, clients.roles(), true, HOURS));
        }
        all.add(new RoleClient(EXPIRED, "demo-bank", clients.roles(), true, Duration.ofSeconds(1)));
        all.add(new RoleClient(NO_AUDIENCE, "demo-bank", clients.roles(), false, HOURS));
        clients.add(all);
    }

    private static String member(String role, String domain) {
        return "trivium-fuzz-" + domain + "-" + role;
    }

    private static String stranger(String domain) {
        return "trivium-fuzz-other-" + domain;
    }

    private List<Caller> impostors() throws IOException, InterruptedException {
        String expired = bearer(EXPIRED);
        String valid = bearer(stranger("bank"));
        new CountDownLatch(1).await(3, TimeUnit.SECONDS);
        return List.of(
                Caller.nobody(),
                Caller.impostor("garbage-token", "Bearer fuzz.fuzz.fuzz"),
                Caller.impostor("tampered-token", valid.substring(0, valid.length() - 6) + "AAAAAA"),
                Caller.impostor("expired-token", expired),
                Caller.impostor("other-audience", bearer(NO_AUDIENCE)));
    }

    private String bearer(String client) throws IOException, InterruptedException {
        return "Bearer " + identity.token(client);
    }

    private FuzzedService service(String name, int port, List<Caller> impostors)
            throws IOException, InterruptedException {
        String domain = DOMAINS.getOrDefault(name, "bank");
        List<Caller> callers = new ArrayList<>(impostors);
        for (String role : clients.roles()) {
            callers.add(new Caller(role, Caller.Kind.MEMBER, Set.of(role), bearer(member(role, domain))));
        }
        callers.add(new Caller(
                "other-" + domain, Caller.Kind.STRANGER, Set.copyOf(clients.roles()), bearer(stranger(domain))));
        Contract contract =
                Contract.of(name, get(Ports.management(port), "/q/openapi?format=json"), get(port, "/problems"));
        return new FuzzedService(name, port, name.equals(SHARED), contract, callers);
    }

    private JsonNode get(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Accept", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw LauncherException.failure("The service at port " + port + " answers " + path + " with "
                    + response.statusCode() + " instead of what it promises; see ./trivium logs.");
        }
        return JSON.readTree(response.body());
    }
}
