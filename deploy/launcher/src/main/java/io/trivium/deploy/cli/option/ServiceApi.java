package io.trivium.deploy.cli.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A service's REST API, called by a command with a token of the launcher's client for one tenant. */
public final class ServiceApi {
    /** Denotes the platform itself instead of a tenant. */
    public static final String PLATFORM = "platform";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final URI base;
    private final String token;

    private ServiceApi(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    public static ServiceApi of(Platform platform, String service, String tenant)
            throws IOException, InterruptedException {
        if (!platform.isRunning()) {
            throw LauncherException.notReady("The platform is not running; start it with ./trivium up.");
        }
        PlatformStatus status = platform.status()
                .filter(PlatformStatus::ready)
                .orElseThrow(() -> LauncherException.notReady("The platform is not ready; see ./trivium status."));
        Integer port = status.ports().services().get(service);
        if (port == null) {
            throw new LauncherException(
                    ExitCode.USAGE,
                    "There is no service '" + service + "': "
                            + String.join(", ", status.ports().services().keySet()) + ".");
        }
        String client = tenant.equals(PLATFORM) ? "trivium-cli" : "trivium-cli-" + tenant;
        try (HttpClient http = HttpClient.newHttpClient()) {
            String token = new Identity(status, platform.data(), http).token(client);
            return new ServiceApi(URI.create("http://127.0.0.1:" + port), token);
        }
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    public JsonNode post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofMinutes(2))
                .header("Accept", "application/json, application/problem+json")
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode body = response.body().isBlank() ? JSON.createObjectNode() : parse(response);
        if (response.statusCode() >= 400) {
            ExitCode code =
                    response.statusCode() == 403 || response.statusCode() == 409 ? ExitCode.REFUSED : ExitCode.FAILURE;
            throw new LauncherException(
                    code,
                    request.method() + " " + request.uri().getPath() + " was answered with " + response.statusCode()
                            + " " + body.path("code").asText("") + ": "
                            + body.path("detail").asText(body.path("title").asText("no reason given")));
        }
        return body;
    }

    private static JsonNode parse(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException _) {
            return JSON.createObjectNode().put("detail", "an answer that is no JSON");
        }
    }
}
