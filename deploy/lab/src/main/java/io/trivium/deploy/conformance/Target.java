package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.client.FirstCall;
import io.trivium.deploy.client.MachineClients;
import io.trivium.deploy.client.MachineClients.MachineClient;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.KeycloakAdmin;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The running platform as a stranger's client sees it: addresses, and tokens of clients that exist while the checks run.
 *
 * <p>For one thread.
 */
public final class Target implements AutoCloseable {
    /** The organisations of the checks and the roles that a client of each needs. */
    private static final Map<String, List<String>> ROLES = Map.of(
            "demo-hospital", List.of("med-integrator", "med-radiologist"),
            "demo-bank",
                    List.of(
                            "fin-ingest",
                            "fin-analyst",
                            "fin-supervisor",
                            "inference-client",
                            "model-operator",
                            "platform-admin",
                            "platform-auditor"),
            "demo-plant", List.of("industrial-ingest", "industrial-operator"));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Check> checks;
    private final boolean brief;
    private final Platform platform;
    private final PlatformStatus status;
    private final Path directory;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    /**
     * A target for all that the checks do.
     *
     * @param directory an empty one for files of the checks
     * @param checks that are run against it
     */
    public Target(Platform platform, PlatformStatus status, Path directory, List<Check> checks) {
        this(platform, status, directory, checks, false);
    }

    /**
     * A target.
     *
     * @param directory an empty one for files of the checks
     * @param checks that are run against it
     * @param brief whether fewer objects are checked
     */
    Target(Platform platform, PlatformStatus status, Path directory, List<Check> checks, boolean brief) {
        this.brief = brief;
        this.checks = List.copyOf(checks);
        this.platform = platform;
        this.status = status;
        this.directory = directory;
    }

    /** All checks of this run. */
    List<Check> checks() {
        return checks;
    }

    /** Whether fewer objects are checked. */
    boolean brief() {
        return brief;
    }

    public Platform platform() {
        return platform;
    }

    public Ports ports() {
        return status.ports();
    }

    public Path directory() {
        return directory;
    }

    public HttpClient http() {
        return http;
    }

    /** The address of a path of a service. */
    public URI address(String service, String path) {
        return URI.create("http://127.0.0.1:" + ports().services().get(service) + path);
    }

    /** The address under which the realm knows a console. */
    URI atLocalhost(String service, String path) {
        return URI.create("http://localhost:" + ports().services().get(service) + path);
    }

    /** The address of a path of a service's management interface, which this machine alone reaches. */
    public URI management(String service, String path) {
        return URI.create("http://127.0.0.1:" + Ports.management(ports().service(service, 1)) + path);
    }

    /** A token of an organisation's client with the roles that integrators have. */
    public String token(String organisation) throws IOException, InterruptedException {
        String name = "conformance-" + organisation;
        if (!secrets.containsKey(name)) {
            MachineClients clients = clients();
            if (clients.list().stream().anyMatch(client -> client.name().equals(name))) clients.remove(name);
            secrets.put(
                    name,
                    clients.add(new MachineClient(name, organisation, ROLES.getOrDefault(organisation, List.of()))));
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(FirstCall.tokenEndpoint(ports())))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&client_id=" + name
                                + "&client_secret=" + secrets.get(name)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body()).path("access_token").asText();
    }

    /** A request with an organisation's token. */
    public HttpRequest.Builder request(String organisation, URI address) throws IOException, InterruptedException {
        return HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token(organisation));
    }

    /** Sends a request; the body as bytes. */
    public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The realm, as its administrator sees it. */
    KeycloakAdmin realm() throws IOException, InterruptedException {
        return KeycloakAdmin.login(http, ports(), Secrets.of(platform.data()).get("keycloak-admin"));
    }

    private MachineClients clients() throws IOException, InterruptedException {
        return new MachineClients(realm());
    }

    /** Removes the clients of the checks. */
    @Override
    public void close() throws IOException {
        try {
            for (String name : secrets.keySet()) clients().remove(name);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
